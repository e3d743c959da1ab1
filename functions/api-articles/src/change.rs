//! Which cached answers a change of an article makes stale.

use std::collections::BTreeSet;

use neurmatic_core::ids::{ArticleId, CategoryId, TagId, UserId};
use neurmatic_core::words::ArticleStatus;
use neurmatic_db::articles::ArticleRow;
use neurmatic_db::editing::LockedRow;
use neurmatic_http::{Invalidation, Tag};

/// The tags that an article's own answer carries: those of the article, and of the names that it shows of models.
pub(crate) fn carried_by(article: &ArticleRow) -> Vec<Tag> {
    let names = article.models.0.iter().map(|model| Tag::of("model-name", &model.id.to_string()));
    tags_of(article).into_iter().chain(names).collect()
}

/// The tags of an article itself.
fn tags_of(article: &ArticleRow) -> Vec<Tag> {
    let tags = article.tags.0.iter().map(|tag| tag.id);
    own_tags(article.id, article.category_id, article.author_id, tags).collect()
}

/// What a change invalidates, and how thoroughly: the lists, and all that showed the article before or shows it now. What
/// readers neither saw nor see is in no cache.
pub(crate) fn invalidated_by(
    before: Option<&LockedRow>,
    after: Option<&ArticleRow>,
) -> (Invalidation, Vec<Tag>) {
    let before = before.filter(|before| before.status == ArticleStatus::Published);
    let after = after.filter(|after| after.status == ArticleStatus::Published);
    let mut tags = BTreeSet::new();
    if let Some(before) = before {
        tags.extend(own_tags(
            before.id,
            before.category_id,
            before.author_id,
            before.tag_ids.iter().copied(),
        ));
    }
    if let Some(after) = after {
        tags.extend(tags_of(after));
    }
    if !tags.is_empty() {
        tags.insert(Tag::all("articles"));
    }
    let is_gone = before.is_some() && after.is_none();
    let kind = if is_gone { Invalidation::Hard } else { Invalidation::Soft };
    (kind, tags.into_iter().collect())
}

fn own_tags(
    article: ArticleId,
    category: CategoryId,
    author: Option<UserId>,
    tags: impl Iterator<Item = TagId>,
) -> impl Iterator<Item = Tag> {
    [Tag::of("article", &article.to_string()), Tag::of("category", &category.to_string())]
        .into_iter()
        .chain(author.map(|author| Tag::of("author", &author.to_string())))
        .chain(tags.map(|tag| Tag::of("tag", &tag.to_string())))
}
