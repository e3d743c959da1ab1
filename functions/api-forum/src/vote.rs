//! Voting. Score and reputation move in the vote's own transaction, under the lock of what is voted on.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::{ReplyId, TopicId, UserId};
use neurmatic_db::Tx;
use neurmatic_db::forum_votes::{self, Votable};
use neurmatic_http::{Answer, Caller, Json, Path, Problem, Services};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::SendNotification;
use schemars::JsonSchema;
use serde::Serialize;

use crate::edit::topic_locked;
use crate::input::VoteIn;
use crate::out::is_collapsed;
use crate::reader::Reader;

/// Votes of a user and day (UTC) at most; a vote that is turned round or taken back costs none.
const DAILY_VOTES_MAX: i32 = 50;

/// The reputation that a vote down takes.
const DOWNVOTE_REPUTATION_MIN: i64 = 50;

const DAY_SECS: i64 = 24 * 60 * 60;

/// What a vote has come to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VoteOut {
    /// The caller's vote now.
    value: i32,
    /// Votes up less votes down, exact.
    vote_score: i32,
    /// Votes up.
    upvote_count: i32,
    /// Votes down.
    downvote_count: i32,
    /// Voted down so far that a page should fold it in.
    is_collapsed: bool,
}

/// Votes on a topic. The same vote again changes nothing.
pub(crate) async fn vote_on_topic(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<TopicId>,
    Json(vote): Json<VoteIn>,
) -> Result<Answer<VoteOut>, Problem> {
    let tx = app.db.begin().await?;
    let topic = forum_votes::lock_topic(&tx, id)
        .await?
        .filter(|topic| topic.is_shown && Reader::of(caller).sees(topic.visibility))
        .ok_or_else(|| Problem::not_found("topic"))?;
    if topic.is_locked {
        return Err(topic_locked());
    }
    let votes = Votes { up: topic.upvote_count, down: topic.downvote_count };
    cast(tx, caller, (Votable::Topic(id), votes), topic.author_id, vote.value).await
}

/// Votes on a reply. The same vote again changes nothing.
pub(crate) async fn vote_on_reply(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<ReplyId>,
    Json(vote): Json<VoteIn>,
) -> Result<Answer<VoteOut>, Problem> {
    let unknown = || Problem::not_found("reply");
    let tx = app.db.begin().await?;
    let topic = forum_votes::share_topic(&tx, id)
        .await?
        .filter(|topic| topic.is_shown && Reader::of(caller).sees(topic.visibility))
        .ok_or_else(unknown)?;
    let reply =
        forum_votes::lock_reply(&tx, id).await?.filter(|reply| reply.is_visible).ok_or_else(unknown)?;
    if topic.is_locked {
        return Err(topic_locked());
    }
    let votes = Votes { up: reply.upvote_count, down: reply.downvote_count };
    cast(tx, caller, (Votable::Reply(id), votes), reply.author_id, vote.value).await
}

/// The votes on something, read under its lock: nobody else's come in between.
#[derive(Clone, Copy)]
struct Votes {
    up: i32,
    down: i32,
}

impl Votes {
    /// The same with `n` more of a vote.
    fn with(self, vote: i32, n: i32) -> Self {
        match vote {
            1 => Self { up: self.up + n, ..self },
            -1 => Self { down: self.down + n, ..self },
            _ => self,
        }
    }
}

/// Casts the vote on what is locked, and answers what it has come to.
async fn cast(
    tx: Tx,
    caller: Caller,
    (on, votes): (Votable, Votes),
    author: Option<UserId>,
    value: i32,
) -> Result<Answer<VoteOut>, Problem> {
    if author == Some(caller.user) {
        return Err(Problem::forbidden("own_content", "nobody votes on what is their own"));
    }
    let before = forum_votes::given(&tx, caller.user, on).await?;
    if value == -1 && before != -1 {
        check_reputation(&tx, caller.user).await?;
    }
    if before == 0 && value != 0 && !forum_votes::spend(&tx, caller.user, DAILY_VOTES_MAX).await? {
        return Err(daily_votes_spent());
    }
    if before != value {
        forum_votes::cast(&tx, caller.user, on, value).await?;
    }
    if before != 1 && value == 1 {
        outbox::send(&tx, &upvote(on, caller.user)).await?;
    }
    tx.commit().await?;
    let votes = votes.with(before, -1).with(value, 1);
    let vote_score = votes.up - votes.down;
    Answer::of(&VoteOut {
        value,
        vote_score,
        upvote_count: votes.up,
        downvote_count: votes.down,
        is_collapsed: is_collapsed(vote_score),
    })
}

fn upvote(on: Votable, voter: UserId) -> SendNotification {
    match on {
        Votable::Topic(topic) => SendNotification::TopicUpvote { topic, voter },
        Votable::Reply(reply) => SendNotification::ReplyUpvote { reply, voter },
    }
}

async fn check_reputation(tx: &Tx, user: UserId) -> Result<(), Problem> {
    let reputation = forum_votes::reputation(tx, user).await?;
    if reputation >= DOWNVOTE_REPUTATION_MIN {
        return Ok(());
    }
    let detail =
        format!("voting down takes {DOWNVOTE_REPUTATION_MIN} points of reputation; you have {reputation}");
    Err(Problem::forbidden("reputation_needed", detail))
}

fn daily_votes_spent() -> Problem {
    let left = DAY_SECS - Timestamp::now().as_second().rem_euclid(DAY_SECS);
    let detail = format!("{DAILY_VOTES_MAX} votes a day are the most; go on tomorrow (UTC)");
    let mut problem = Problem::too_many("daily-votes", u32::try_from(left).unwrap_or(u32::MAX));
    problem.code = "daily_votes_spent";
    problem.detail = detail;
    problem
}
