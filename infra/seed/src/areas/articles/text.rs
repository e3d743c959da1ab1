//! The words of an article in each of its versions. A later version has a new summary and a longer end.

use neurmatic_core::rules::slug_of;

use crate::prose;
use crate::rng::Rng;
use crate::world::World;

/// One version's words.
pub(super) struct Text {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) content: String,
}

impl Text {
    /// The words after `edits` edits.
    pub(super) fn of(world: &World, article: u64, edits: u64) -> Self {
        let mut content = prose::body(&mut Rng::of("articles.body", article), world.size.median_body_bytes());
        for edit in 0..edits {
            content.push('\n');
            prose::push_sentences(&mut Rng::of("articles.addition", article * 64 + edit), 120, &mut content);
            content.push('\n');
        }
        Self {
            title: title(article),
            summary: prose::summary(&mut Rng::of("articles.summary", article * 64 + edits)),
            content,
        }
    }
}

/// The title, the same in all versions.
pub(super) fn title(article: u64) -> String {
    prose::title(&mut Rng::of("articles.title", article))
}

/// The title's slug, made unique by the article's number.
pub(super) fn slug(article: u64, title: &str) -> String {
    format!("{}-{article}", slug_of(title))
}
