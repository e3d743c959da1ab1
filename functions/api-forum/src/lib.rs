//! The forum area: topics, replies, votes, reports. Telling people what happened is tasks' business, not requests'.

mod accept;
mod change;
mod edit;
mod input;
mod list;
mod moderate;
mod out;
mod queue;
mod reader;
mod replies;
mod report;
mod taxonomy;
mod topic;
mod vote;
mod watch;

use neurmatic_cache_policy as policy;
use neurmatic_http::{Routes, Services, moderator, public, user};
use neurmatic_rate_limit::policies::{FORUM_WRITE, MEMBER_READ, READ, REPORT, TOPIC, VOTE, WATCH};

pub use out::{AuthorOut, CategoryLinkOut, RepliesOut, ReplyOut, TagLinkOut, TopicCard, TopicOut, TopicsOut};

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Services> {
    let read = |summary| public(summary).limits(&[&READ]);
    let list = |summary| read(summary).cached(&policy::TOPIC_LIST);
    let taxonomy = |summary| read(summary).cached(&policy::FORUM_TAXONOMY);
    let member = |summary| user(summary).limits(&[&MEMBER_READ]);
    let write = |summary| user(summary).limits(&[&FORUM_WRITE]);
    let vote = |summary| user(summary).limits(&[&VOTE]);
    let watch = |summary| user(summary).limits(&[&WATCH]);
    Routes::new()
        .get("topics.list", "/forum/topics", list::list_topics, list("Public topics, pinned ones first; with q the best matches first"))
        .get("topics.unanswered", "/forum/topics/unanswered", list::list_unanswered, list("Public questions that nobody has answered yet"))
        .get("topics.get", "/forum/topics/{id}", topic::get_topic, read("One public topic, by its id or its slug").cached(&policy::TOPIC))
        .get("topics.replies", "/forum/topics/{id}/replies", replies::list_replies, read("The replies to a public topic").cached(&policy::TOPIC_REPLIES))
        .get("topics.categories", "/forum/categories", taxonomy::list_categories, taxonomy("Public categories, as a tree"))
        .get("topics.tags", "/forum/tags", taxonomy::list_tags, taxonomy("Tags of public topics, the most used first"))
        .get("topics.member_list", "/forum/member/topics", list::list_member_topics, member("Topics that the caller may see"))
        .get("topics.member_unanswered", "/forum/member/topics/unanswered", list::list_member_unanswered, member("Unanswered questions that the caller may see"))
        .get("topics.member_get", "/forum/member/topics/{id}", topic::get_member_topic, member("One topic that the caller may see"))
        .get("topics.member_replies", "/forum/member/topics/{id}/replies", replies::list_member_replies, member("The replies to a topic that the caller may see"))
        .post("topics.create", "/forum/topics", edit::create_topic, user("Begins a topic").limits(&[&TOPIC]))
        .patch("topics.edit", "/forum/topics/{id}", edit::edit_topic, write("Changes a topic; what is left out stays"))
        .delete("topics.delete", "/forum/topics/{id}", edit::delete_topic, write("Takes a topic away"))
        .put("topics.vote", "/forum/topics/{id}/vote", vote::vote_on_topic, vote("Votes on a topic; 0 takes the vote back"))
        .put("topics.accept", "/forum/topics/{id}/accepted-reply", accept::accept_reply, user("Says which reply answers one's question; null: none"))
        .put("topics.watch", "/forum/topics/{id}/watch", watch::watch_topic, watch("Watches or mutes a topic"))
        .delete("topics.unwatch", "/forum/topics/{id}/watch", watch::unwatch_topic, watch("Neither watches nor mutes a topic any more"))
        .post("topics.pin", "/forum/topics/{id}/pin", moderate::pin_topic, moderator("Shows a topic first, or no longer"))
        .post("topics.lock", "/forum/topics/{id}/lock", moderate::lock_topic, moderator("Stops replies and votes, or no longer"))
        .post("topics.move", "/forum/topics/{id}/move", moderate::move_topic, moderator("Puts a topic into another category"))
        .post("replies.create", "/forum/topics/{id}/replies", replies::create_reply, write("Replies to a topic"))
        .patch("replies.edit", "/forum/replies/{id}", replies::edit_reply, write("Changes a reply, within 15 minutes of its making"))
        .delete("replies.delete", "/forum/replies/{id}", replies::delete_reply, write("Takes a reply away; what was answered to it stays"))
        .put("replies.vote", "/forum/replies/{id}/vote", vote::vote_on_reply, vote("Votes on a reply; 0 takes the vote back"))
        .post("reports.create", "/reports", report::create_report, user("Reports what should not be here").limits(&[&REPORT]))
        .get("reports.list", "/reports", queue::list_reports, moderator("Reports in a state, the oldest first"))
        .put("reports.decide", "/reports/{id}", queue::decide_report, moderator("Decides on a report, and on the others of the same thing"))
}
