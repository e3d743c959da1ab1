//! What is new of what a user follows.

use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::{CategoryVisibility, FeedKind};
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "feed":
    LIST = "list",
}

rows! {
    /// An item's place in a feed.
    pub struct FeedPlaceRow {
        /// What kind of thing.
        pub kind: FeedKind,
        /// Which.
        pub id: Uuid,
        /// When it was published, in microseconds since 1970.
        pub key: i64,
    }
}

/// The newest of what a user follows and may see, after a time in microseconds and an id.
///
/// # Errors
/// [`DbError`].
pub async fn list(
    db: &impl Door,
    user: UserId,
    seen: &[CategoryVisibility],
    after: Option<(i64, Uuid)>,
    limit: i64,
) -> Result<Vec<FeedPlaceRow>, DbError> {
    let (key, id) = after.unwrap_or_default();
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    let statement = LIST.when(&[("after", after.is_some())]);
    db.rows(
        statement,
        args![limit => INT8, user => UUID, seen => TEXT_ARRAY, time => TIMESTAMPTZ, id => UUID],
    )
    .await
}
