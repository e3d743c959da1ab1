//! Views of articles.

use neurmatic_core::ids::{ArticleId, UserId};
use uuid::Uuid;

use crate::{DbError, Door, args, queries};

queries! { "views":
    COUNT = "count",
}

/// Who looked at an article.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    /// The user, if signed in.
    pub user: Option<UserId>,
    /// Keyed hash of the user or the address, 32 bytes.
    pub hash: &'a [u8],
    /// Where the viewer came from.
    pub referrer: Option<&'a str>,
}

/// Counts a view, unless the same viewer was counted within 24 hours.
///
/// # Errors
/// [`DbError`].
pub async fn count(db: &impl Door, article: ArticleId, viewer: Viewer<'_>) -> Result<(), DbError> {
    let id = Uuid::now_v7();
    let args = args![article => UUID, viewer.hash => BYTEA, id => UUID, viewer.user => UUID, viewer.referrer => TEXT];
    db.run(&COUNT, args).await
}
