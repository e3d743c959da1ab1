//! Votes and replies as fast as the load's mix has them at 3,500 requests a second, and an edit now and then: what is left of
//! the CDN's budget.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use neurmatic_core::ids::{ForumCategoryId, ReplyId, TopicId};
use neurmatic_testing::Client;
use serde_json::json;
use tokio::task::JoinSet;

use crate::{Stand, percentiles};

/// Writes a second: a tenth of the load. Of 25, 18 are votes and 7 replies, as in its mix.
const RATE: u32 = 350;
const LASTS: Duration = Duration::from_secs(30);
/// Members, none of whom comes near the limits of one; and the topics that they write in.
const MEMBERS: usize = 400;
const TOPICS: usize = 100;
/// How often somebody edits the article meanwhile.
const EDITS: usize = 10;

/// A topic and its first reply.
struct Topic {
    id: String,
    reply: String,
}

/// Prints how many of the plan's calls the crowd took.
pub(crate) async fn measure(stand: &Stand) {
    let members = members(stand).await;
    let topics = Arc::new(topics(stand).await);
    stand.until("all is quiet", async || stand.pending().await == 0).await;
    let before = stand.api.counts();
    let began = Instant::now();
    let (votes, replies) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let crowd = async {
        let mut writes = JoinSet::new();
        for n in 0..RATE as usize * LASTS.as_secs() as usize {
            tokio::time::sleep_until((began + Duration::from_secs(1) * n as u32 / RATE).into()).await;
            let (member, topics) = (members[n % MEMBERS].clone(), Arc::clone(&topics));
            let (votes, replies) = (Arc::clone(&votes), Arc::clone(&replies));
            writes.spawn(async move {
                let topic = &topics[n % TOPICS];
                if n % 25 < 18 {
                    let value = i32::from(n % 2 == 0);
                    let path = format!("/forum/replies/{}/vote", topic.reply);
                    member.put(&path, json!({ "value": value })).await.expect(200);
                    votes.fetch_add(1, Relaxed);
                } else {
                    let content = format!("A generated reply, number {n}, in some words.");
                    let path = format!("/forum/topics/{}/replies", topic.id);
                    member.post(&path, json!({ "content": content })).await.expect(201);
                    replies.fetch_add(1, Relaxed);
                }
            });
        }
        while let Some(done) = writes.join_next().await {
            done.unwrap();
        }
        began.elapsed()
    };
    let edits = async {
        let mut took = Vec::new();
        for n in 0..EDITS {
            tokio::time::sleep_until((began + LASTS * n as u32 / EDITS as u32).into()).await;
            took.extend(stand.edits(1, n).await);
        }
        took
    };
    let (lasted, took) = tokio::join!(crowd, edits);
    stand.until("all is quiet", async || stand.pending().await == 0).await;
    let after = stand.api.counts();
    let (p50, _, max) = percentiles(&took);
    println!(
        "plan free: {} votes and {} replies in {lasted:.1?}, {EDITS} edits meanwhile: {} calls of the bucket's 25, {} beyond it; an edit is read at the edge after {p50:.1?}, at most {max:.1?}",
        votes.load(Relaxed),
        replies.load(Relaxed),
        after.done - before.done,
        after.beyond_limits - before.beyond_limits,
    );
    assert_eq!(after.beyond_limits, before.beyond_limits, "the budget is intact");
}

async fn members(stand: &Stand) -> Vec<Client> {
    let mut members = Vec::new();
    for _ in 0..MEMBERS {
        let user = stand.world.user().create().await;
        members.push(stand.anybody.signed_in(&user).from_address(&stand.world.address()));
    }
    members
}

/// Made past the routes, which would take of the budget.
async fn topics(stand: &Stand) -> Vec<Topic> {
    let category = ForumCategoryId::new();
    let sql =
        format!("INSERT INTO forum_categories (id, name, slug) VALUES ('{category}', 'General', 'general')");
    stand.world.sql(&sql).await;
    let mut topics = Vec::new();
    for n in 0..TOPICS {
        let (topic, reply) = (TopicId::new(), ReplyId::new());
        let sql = format!(
            "INSERT INTO topics (id, title, slug, content, category_id, visibility) VALUES
                ('{topic}', 'A generated topic', 'topic-{n}', 'Words of a topic.', '{category}', 'public');
             INSERT INTO replies (id, topic_id, content) VALUES ('{reply}', '{topic}', 'Words of a reply.')"
        );
        stand.world.sql(&sql).await;
        topics.push(Topic { id: topic.to_string(), reply: reply.to_string() });
    }
    topics
}
