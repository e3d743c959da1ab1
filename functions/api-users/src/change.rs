//! Which cached answers a change of an account makes stale: those that show the name.

use neurmatic_core::ids::UserId;
use neurmatic_db::users::ShownRow;
use neurmatic_http::Tag;

/// Where an edited name is shown: what the user wrote, and the lists that hold some of it. In replies it ages out.
pub(crate) fn by_edit(user: UserId, shown: &ShownRow) -> Vec<Tag> {
    let lists = [(shown.in_articles, Tag::all("articles")), (shown.in_topics, Tag::all("topics"))];
    let lists = lists.into_iter().filter_map(|(is_in, tag)| is_in.then_some(tag));
    std::iter::once(Tag::of("author", &user.to_string())).chain(lists).collect()
}

/// Where a name must not be seen any more: in the last replies too.
pub(crate) fn by_deletion(user: UserId, shown: &ShownRow) -> Vec<Tag> {
    let mut tags = by_edit(user, shown);
    tags.extend(shown.replied_topics.iter().map(|topic| Tag::of("topic", &topic.to_string())));
    tags
}
