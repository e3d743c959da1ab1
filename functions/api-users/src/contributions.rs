//! What somebody has done: topics, replies, all of it in one list, and what others thought of it.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::{ForumCategoryId, ReplyId, TopicId, UserId};
use neurmatic_core::words::{
    CategoryVisibility, ProfileSection, ReputationEventType, ReputationLevel, TopicStatus, TopicType,
};
use neurmatic_db::forum_topics::{
    self, COUNT_MAX, TopicCardRow, TopicFilter, TopicPlaceRow, TopicSort, TopicWindow,
};
use neurmatic_db::public_profiles::{self, ActivityRow, AuthoredReplyRow};
use neurmatic_db::{Db, profiles};
use neurmatic_http::{Answer, MaybeCaller, Page, PageRequest, Path, Position, Problem, Query};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Users;
use crate::privacy::Viewer;
use crate::window::window_of;

/// What one was last given points for, at most.
const EVENTS_MAX: i64 = 50;

/// Which part of a list is wanted.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ContributionsQuery {
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// Which part of the activity is wanted.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ActivityQuery {
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
}

/// Topics that somebody has begun.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AuthoredTopicsOut {
    /// The newest first.
    topics: Vec<AuthoredTopicCard>,
}

/// What the list shows of a topic.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AuthoredTopicCard {
    /// Its id.
    id: TopicId,
    /// Its slug; the address is `/forum/topics/{slug}`.
    slug: String,
    /// Its title, as it was written: escape it when you show it.
    title: String,
    /// What it is about.
    r#type: TopicType,
    /// Whether it goes on.
    status: TopicStatus,
    /// Its category's id.
    category_id: ForumCategoryId,
    /// Its category's slug.
    category_slug: String,
    /// Its category's name.
    category_name: String,
    /// Has an accepted reply.
    is_answered: bool,
    /// Visible replies.
    reply_count: i32,
    /// Votes up less votes down.
    vote_score: i32,
    /// When it was begun.
    created_at: Timestamp,
}

/// Somebody's replies.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AuthoredRepliesOut {
    /// The newest first.
    replies: Vec<AuthoredReplyCard>,
}

/// What the list shows of a reply.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AuthoredReplyCard {
    /// Its id.
    id: ReplyId,
    /// The topic.
    topic_id: TopicId,
    /// The topic's slug.
    topic_slug: String,
    /// The topic's title, as it was written: escape it when you show it.
    topic_title: String,
    /// Its first 300 characters, as they were written.
    excerpt: String,
    /// Votes up less votes down.
    vote_score: i32,
    /// Whether it answers the topic's question.
    is_accepted: bool,
    /// When it was written.
    created_at: Timestamp,
    /// When it was last edited.
    edited_at: Option<Timestamp>,
}

/// What somebody has published.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ActivityOut {
    /// The newest first.
    activities: Vec<ActivityCard>,
}

/// Something that somebody has published.
#[derive(Debug, Serialize, JsonSchema)]
struct ActivityCard {
    /// `topic`, `reply` or `article`.
    r#type: String,
    /// Its id.
    id: Uuid,
    /// The slug of the topic or article.
    slug: String,
    /// The title of the topic or article, as it was written: escape it when you show it.
    title: String,
    /// When.
    at: Timestamp,
}

/// What others think of somebody's words.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReputationOut {
    /// Points; never below zero.
    points: i64,
    /// What they amount to.
    level: ReputationLevel,
    /// The points of the next level; null: this is the last one.
    next_level_at: Option<i64>,
    /// What points were last given for, the newest first, at most 50.
    events: Vec<ReputationEventOut>,
}

/// What points were given for.
#[derive(Debug, Serialize, JsonSchema)]
struct ReputationEventOut {
    /// What happened.
    r#type: ReputationEventType,
    /// The points; below zero when they were taken off.
    points: i32,
    /// When.
    at: Timestamp,
}

/// Somebody who is looked at, and what the caller may see of the forum.
pub(crate) struct Subject {
    pub(crate) user: UserId,
    viewer: Viewer,
    shows_activity: bool,
    seen: &'static [CategoryVisibility],
}

/// Who a name is, if there is such a profile for the caller.
pub(crate) async fn subject(db: &Db, caller: MaybeCaller, username: &str) -> Result<Subject, Problem> {
    let gone = || Problem::not_found("user");
    let found = profiles::find(db, username).await?.ok_or_else(gone)?;
    let viewer = Viewer::of(caller, found.id);
    if !viewer.sees_account(found.status) {
        return Err(gone());
    }
    let role = caller.0.map_or(viewer.role(), |caller| caller.role);
    Ok(Subject {
        user: found.id,
        viewer,
        shows_activity: viewer.sees(ProfileSection::Activity, found.activity_visibility),
        seen: CategoryVisibility::seen_by(role),
    })
}

/// Topics that somebody has begun, as far as the caller may see them.
pub(crate) async fn list_topics(
    State(app): State<Users>,
    caller: MaybeCaller,
    Path(username): Path<String>,
    Query(query): Query<ContributionsQuery>,
) -> Result<Page<AuthoredTopicsOut>, Problem> {
    let db = &app.services.db;
    let of = subject(db, caller, &username).await?;
    let page = query.page_of(&format!("topics {}", of.user))?;
    let filter = TopicFilter { author: Some(of.user), ..TopicFilter::seeing(of.seen) };
    let window = window_of(&page);
    let window = TopicWindow { after: window.after, offset: window.offset, limit: window.limit };
    let mut places = forum_topics::list(db, &filter, TopicSort::CreatedAt, window).await?;
    let total = Some(forum_topics::count(db, &filter).await?).filter(|total| *total <= COUNT_MAX);
    let position = |place: &TopicPlaceRow| Position { key: place.key, id: place.id.0 };
    let pagination = page.paginate(&mut places, total, position);
    let ids: Vec<TopicId> = places.iter().map(|place| place.id).collect();
    let cards = forum_topics::cards(db, &ids, of.seen).await?;
    let topics = cards.into_iter().map(AuthoredTopicCard::from).collect();
    Page::of(&AuthoredTopicsOut { topics }, &pagination)
}

/// Somebody's replies, as far as the caller may see them.
pub(crate) async fn list_replies(
    State(app): State<Users>,
    caller: MaybeCaller,
    Path(username): Path<String>,
    Query(query): Query<ContributionsQuery>,
) -> Result<Page<AuthoredRepliesOut>, Problem> {
    let db = &app.services.db;
    let of = subject(db, caller, &username).await?;
    let page = query.page_of(&format!("replies {}", of.user))?;
    let mut rows = public_profiles::replies(db, of.user, of.seen, window_of(&page)).await?;
    let pagination = page.paginate(&mut rows, None, |row| Position { key: row.key, id: row.id.0 });
    let replies = rows.into_iter().map(AuthoredReplyCard::from).collect();
    Page::of(&AuthoredRepliesOut { replies }, &pagination)
}

/// What somebody has published, if it is shown to the caller in one list.
pub(crate) async fn list_activity(
    State(app): State<Users>,
    caller: MaybeCaller,
    Path(username): Path<String>,
    Query(query): Query<ActivityQuery>,
) -> Result<Page<ActivityOut>, Problem> {
    let db = &app.services.db;
    let of = subject(db, caller, &username).await?;
    if !of.shows_activity {
        return Err(Problem::not_found("activity"));
    }
    let binding = format!("activity {}", of.user);
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), None, &binding)?;
    let window = window_of(&page);
    let mut rows = public_profiles::activity(db, of.user, of.seen, window.after, window.limit).await?;
    let pagination = page.paginate(&mut rows, None, |row| Position { key: row.key, id: row.id });
    let activities = rows.into_iter().map(ActivityCard::from).collect();
    Page::of(&ActivityOut { activities }, &pagination)
}

/// Somebody's points, and what they were last given for.
pub(crate) async fn get_reputation(
    State(app): State<Users>,
    caller: MaybeCaller,
    Path(username): Path<String>,
) -> Result<Answer<ReputationOut>, Problem> {
    let db = &app.services.db;
    let of = subject(db, caller, &username).await?;
    let held = public_profiles::reputation(db, of.user).await?;
    let (points, level) = held.map_or((0, ReputationLevel::Newcomer), |held| (held.total, held.level));
    // Each single event tells of a vote: for the owner, and for those who see what the owner does.
    let events = if of.viewer.is_owner() || of.shows_activity {
        public_profiles::reputation_events(db, of.user, EVENTS_MAX).await?
    } else {
        Vec::new()
    };
    let events = events.into_iter().map(|event| ReputationEventOut {
        r#type: event.event_type,
        points: event.points,
        at: event.created_at,
    });
    Answer::of(&ReputationOut { points, level, next_level_at: level.next_at(), events: events.collect() })
}

impl ContributionsQuery {
    fn page_of(&self, bound_to: &str) -> Result<PageRequest, Problem> {
        PageRequest::new(self.limit, self.cursor.as_deref(), self.page, bound_to)
    }
}

impl From<TopicCardRow> for AuthoredTopicCard {
    fn from(row: TopicCardRow) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            title: row.title,
            r#type: row.kind,
            status: row.status,
            category_id: row.category_id,
            category_slug: row.category_slug,
            category_name: row.category_name,
            is_answered: row.is_answered,
            reply_count: row.reply_count,
            vote_score: row.vote_score,
            created_at: row.created_at,
        }
    }
}

impl From<AuthoredReplyRow> for AuthoredReplyCard {
    fn from(row: AuthoredReplyRow) -> Self {
        Self {
            id: row.id,
            topic_id: row.topic_id,
            topic_slug: row.topic_slug,
            topic_title: row.topic_title,
            excerpt: row.excerpt,
            vote_score: row.vote_score,
            is_accepted: row.is_accepted,
            created_at: row.created_at,
            edited_at: row.edited_at,
        }
    }
}

impl From<ActivityRow> for ActivityCard {
    fn from(row: ActivityRow) -> Self {
        Self { r#type: row.kind, id: row.id, slug: row.slug, title: row.title, at: row.at }
    }
}
