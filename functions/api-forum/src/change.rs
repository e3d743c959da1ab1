//! Which cached answers a change makes stale. Scores and counts aren't among what does: they age out.

use neurmatic_core::ids::{ForumCategoryId, TopicId};
use neurmatic_core::words::CategoryVisibility;
use neurmatic_db::forum_topics::TopicRow;
use neurmatic_db::reports::ReportedRow;
use neurmatic_http::Tag;

/// The tag of all lists.
pub(crate) fn lists() -> Tag {
    Tag::all("topics")
}

/// The tag of all that shows a topic or its replies.
pub(crate) fn topic(id: TopicId) -> Tag {
    Tag::of("topic", &id.to_string())
}

fn category(id: ForumCategoryId) -> Tag {
    Tag::of("category", &id.to_string())
}

/// The tags that a topic's own answer carries.
pub(crate) fn tags_of(row: &TopicRow) -> Vec<Tag> {
    let author = row.author_id.map(|author| Tag::of("author", &author.to_string()));
    [topic(row.id), category(row.category_id)].into_iter().chain(author).collect()
}

/// What a change of a topic invalidates that is seen so: the lists, and all that showed it where it was or shows it where
/// it is. What not everybody sees is in no cache.
pub(crate) fn invalidated_by(
    id: TopicId,
    visibility: CategoryVisibility,
    categories: &[ForumCategoryId],
) -> Vec<Tag> {
    if visibility != CategoryVisibility::Public {
        return Vec::new();
    }
    let mut tags: Vec<Tag> = categories.iter().map(|id| category(*id)).collect();
    tags.extend([lists(), topic(id)]);
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// What a reply invalidates in a topic that is seen so.
pub(crate) fn invalidated_by_reply(id: TopicId, visibility: CategoryVisibility) -> Vec<Tag> {
    if visibility == CategoryVisibility::Public { vec![topic(id)] } else { Vec::new() }
}

/// What hiding or showing a reported thing invalidates. A message is in no cache.
pub(crate) fn invalidated_by_report(target: &ReportedRow) -> Vec<Tag> {
    match (target.topic_id, target.visibility, target.category_id) {
        (Some(topic), Some(visibility), Some(category)) => invalidated_by(topic, visibility, &[category]),
        _ => Vec::new(),
    }
}
