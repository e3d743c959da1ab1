//! A newtype per kind of row, so that an article's id can't be passed where a user's is meant.
//!
//! Ids are UUIDv7: they sort by the time they were made, which keeps the primary keys' indexes compact.

use std::fmt;
use std::str::FromStr;

use postgres_types::private::BytesMut;
use postgres_types::{FromSql, IsNull, ToSql, Type};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id, later than every one made before it in this process.
            #[must_use]
            #[expect(clippy::new_without_default, reason = "a default that differs each time would surprise")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl<'a> FromSql<'a> for $name {
            fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
                Uuid::from_sql(ty, raw).map(Self)
            }

            fn accepts(ty: &Type) -> bool {
                <Uuid as FromSql>::accepts(ty)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
                self.0.to_sql(ty, out)
            }

            fn accepts(ty: &Type) -> bool {
                <Uuid as ToSql>::accepts(ty)
            }

            postgres_types::to_sql_checked!();
        }
    )*};
}

ids! {
    /// A user.
    UserId;
    /// A login: one per device, carried in the access token as `sid`.
    SessionId;
    /// An article.
    ArticleId;
    /// A category of articles.
    CategoryId;
    /// A tag of articles.
    TagId;
    /// A language model of the directory.
    ModelId;
    /// A bookmark of an article.
    BookmarkId;
    /// A user's collection of bookmarks.
    CollectionId;
    /// A category of the forum.
    ForumCategoryId;
    /// A tag of the forum's topics.
    ForumTagId;
    /// A topic of the forum.
    TopicId;
    /// A reply to a topic.
    ReplyId;
    /// A report of something that should not be here.
    ReportId;
    /// A company.
    CompanyId;
    /// A job advert.
    JobId;
    /// An application to a job.
    ApplicationId;
    /// A search for jobs that a user wants to hear of.
    AlertId;
    /// A conversation of two users.
    ConversationId;
    /// A message of one user to another.
    DirectMessageId;
    /// Something that a user is told.
    NotificationId;
    /// A badge.
    BadgeId;
    /// A file that a user has uploaded.
    MediaId;
    /// Something that was wrong with the platform.
    PlatformAlertId;
    /// A task in the outbox; it stays the same over every delivery.
    MessageId;
    /// Something that the edge is to forget.
    PurgeId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_later_sort_later() {
        let (first, second) = (ArticleId::new(), ArticleId::new());
        assert!(first < second);
    }

    #[test]
    fn an_id_is_a_plain_string_in_json() {
        let id = UserId::new();
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
    }
}
