//! What members and moderators send.

use neurmatic_core::ids::{ForumCategoryId, ReplyId};
use neurmatic_core::rules::slug_of;
use neurmatic_core::words::{ReportReason, ReportStatus, ReportTarget, TopicStatus, TopicType, WatchLevel};
use neurmatic_db::forum_editing::TagName;
use neurmatic_http::{Faults, Input, given};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

/// Tags of a topic at most.
const TAGS_MAX: usize = 5;

/// A new topic.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TopicIn {
    /// 5 to 255 characters.
    pub(crate) title: String,
    /// 10 to 50,000 characters, as Markdown.
    pub(crate) content: String,
    /// Its category.
    pub(crate) category_id: ForumCategoryId,
    /// What it is about; a discussion when left out.
    pub(crate) r#type: Option<TopicType>,
    /// Up to 5 names of at most 50 characters; a name that is new makes a tag.
    #[serde(default)]
    pub(crate) tags: Vec<String>,
}

/// A change of a topic. What is left out stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct TopicPatch {
    /// 5 to 255 characters.
    pub(crate) title: Option<String>,
    /// 10 to 50,000 characters.
    pub(crate) content: Option<String>,
    /// What it is about.
    pub(crate) r#type: Option<TopicType>,
    /// open or closed; it is resolved by accepting a reply, and archived by DELETE.
    pub(crate) status: Option<TopicStatus>,
    /// All its tags, by name.
    pub(crate) tags: Option<Vec<String>>,
    /// Why, for the trail, when a moderator changes what isn't his; at most 500 characters.
    pub(crate) reason: Option<String>,
}

/// A new reply.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReplyIn {
    /// 10 to 10,000 characters, as Markdown.
    pub(crate) content: String,
    /// The reply that it answers; the topic itself when left out. Not one of depth 2.
    pub(crate) parent_reply_id: Option<ReplyId>,
    /// A reply of the same topic that it quotes.
    pub(crate) quoted_reply_id: Option<ReplyId>,
}

/// A change of a reply.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReplyPatch {
    /// 10 to 10,000 characters.
    pub(crate) content: String,
    /// Why, for the trail, when a moderator changes what isn't his; at most 500 characters.
    pub(crate) reason: Option<String>,
}

/// Which reply answers a question.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AcceptedReplyIn {
    /// A reply of the topic; null when none answers it any more.
    #[serde(deserialize_with = "given")]
    pub(crate) reply_id: Option<Option<ReplyId>>,
}

/// A vote.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoteIn {
    /// 1 for up, -1 for down, 0 to take the vote back.
    #[schemars(range(min = -1, max = 1))]
    pub(crate) value: i32,
}

/// What to hear of a topic.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WatchIn {
    /// watch: everything; mute: nothing.
    pub(crate) level: WatchLevel,
}

/// Whether a topic is pinned.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PinIn {
    /// Whether it is to be pinned.
    pub(crate) pinned: bool,
    /// Why, for the trail; at most 500 characters.
    pub(crate) reason: Option<String>,
}

/// Whether a topic is locked.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockIn {
    /// Whether it is to be locked.
    pub(crate) locked: bool,
    /// Why, for the trail; at most 500 characters.
    pub(crate) reason: Option<String>,
}

/// Where a topic goes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MoveIn {
    /// The category to put it into.
    pub(crate) category_id: ForumCategoryId,
    /// Why, for the trail; at most 500 characters.
    pub(crate) reason: Option<String>,
}

/// A report.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReportIn {
    /// What kind of thing is reported.
    pub(crate) target_type: ReportTarget,
    /// Its id.
    pub(crate) target_id: Uuid,
    /// Why.
    pub(crate) reason: ReportReason,
    /// More about it, 10 to 1,000 characters.
    pub(crate) description: Option<String>,
}

/// A moderator's decision on a report.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DecisionIn {
    /// `resolved_violation` hides the thing, `resolved_no_action` and `dismissed` show it again; these three close every
    /// open report of it. `reviewing` and `pending` change this report alone.
    pub(crate) status: ReportStatus,
    /// Why so, 5 to 500 characters.
    pub(crate) resolution_note: Option<String>,
}

impl Input for TopicIn {
    fn check(&self, faults: &mut Faults) {
        check_topic(faults, Some(&self.title), Some(&self.content), &self.tags);
    }
}

impl Input for TopicPatch {
    fn check(&self, faults: &mut Faults) {
        let tags = self.tags.as_deref().unwrap_or_default();
        check_topic(faults, self.title.as_deref(), self.content.as_deref(), tags);
        if matches!(self.status, Some(TopicStatus::Resolved | TopicStatus::Archived)) {
            let detail =
                "can only be set to open or closed; accept a reply to resolve it, DELETE it to archive it";
            faults.add("/status", "invalid", detail);
        }
        check_reason(faults, self.reason.as_deref());
    }
}

impl Input for ReplyIn {
    fn check(&self, faults: &mut Faults) {
        faults.length("/content", &self.content, 10..=10_000);
    }
}

impl Input for ReplyPatch {
    fn check(&self, faults: &mut Faults) {
        faults.length("/content", &self.content, 10..=10_000);
        check_reason(faults, self.reason.as_deref());
    }
}

impl Input for AcceptedReplyIn {
    fn check(&self, _faults: &mut Faults) {}
}

impl Input for VoteIn {
    fn check(&self, faults: &mut Faults) {
        if !(-1..=1).contains(&self.value) {
            faults.add("/value", "out_of_range", "must be 1, 0 or -1");
        }
    }
}

impl Input for WatchIn {
    fn check(&self, _faults: &mut Faults) {}
}

impl Input for PinIn {
    fn check(&self, faults: &mut Faults) {
        check_reason(faults, self.reason.as_deref());
    }
}

impl Input for LockIn {
    fn check(&self, faults: &mut Faults) {
        check_reason(faults, self.reason.as_deref());
    }
}

impl Input for MoveIn {
    fn check(&self, faults: &mut Faults) {
        check_reason(faults, self.reason.as_deref());
    }
}

impl Input for ReportIn {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/description", self.description.as_deref(), 10..=1_000);
    }
}

impl Input for DecisionIn {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/resolutionNote", self.resolution_note.as_deref(), 5..=500);
    }
}

/// Tags by their names, each slug once.
pub(crate) fn tags_named(names: &[String]) -> Vec<TagName> {
    let mut tags: Vec<TagName> =
        names.iter().map(|name| TagName { name: name.trim().to_owned(), slug: slug_of(name) }).collect();
    tags.sort_by(|a, b| a.slug.cmp(&b.slug));
    tags.dedup_by(|a, b| a.slug == b.slug);
    tags
}

fn check_topic(faults: &mut Faults, title: Option<&str>, content: Option<&str>, tags: &[String]) {
    faults.length_if("/title", title, 5..=255);
    faults.length_if("/content", content, 10..=50_000);
    if tags.len() > TAGS_MAX {
        faults.add("/tags", "too_many", format!("must hold at most {TAGS_MAX}"));
    }
    for (place, tag) in tags.iter().enumerate() {
        let pointer = format!("/tags/{place}");
        faults.length(&pointer, tag.trim(), 1..=50);
        if slug_of(tag).is_empty() {
            faults.add(&pointer, "invalid", "must hold a letter a-z or a digit");
        }
    }
}

fn check_reason(faults: &mut Faults, reason: Option<&str>) {
    faults.length_if("/reason", reason, 0..=500);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_one_slug_are_one_tag() {
        let names = ["Long context", "long-context ", "RAG"].map(str::to_owned);
        let tags = tags_named(&names);
        let slugs: Vec<&str> = tags.iter().map(|tag| tag.slug.as_str()).collect();
        assert_eq!(slugs, ["long-context", "rag"]);
        assert_eq!(tags[1].name, "RAG");
    }
}
