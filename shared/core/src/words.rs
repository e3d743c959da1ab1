//! The enums of the schema. In JSON, in Postgres and in the code they are the same lower-case words.
//!
//! They travel to and from Postgres as text (queries cast them), so that no statement needs a lookup of an enum's
//! object id, which differs from database to database.

use std::fmt;
use std::str::FromStr;

use postgres_types::private::BytesMut;
use postgres_types::{FromSql, IsNull, ToSql, Type};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A word that isn't one of the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord(pub String);

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown word {:?}", self.0)
    }
}

impl std::error::Error for UnknownWord {}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// Every word of the set, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word as it is written everywhere.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                match text {
                    $($word => Ok(Self::$variant),)*
                    other => Err(UnknownWord(other.to_owned())),
                }
            }
        }

        impl<'a> FromSql<'a> for $name {
            fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
                Ok(<&str as FromSql>::from_sql(ty, raw)?.parse()?)
            }

            fn accepts(ty: &Type) -> bool {
                <&str as FromSql>::accepts(ty)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
                self.as_str().to_sql(ty, out)
            }

            fn accepts(ty: &Type) -> bool {
                <&str as ToSql>::accepts(ty)
            }

            postgres_types::to_sql_checked!();
        }
    )*};
}

words! {
    /// What a user may do; each role may do what those before it may.
    Role {
        /// Not signed in.
        Visitor = "visitor",
        /// Signed in.
        User = "user",
        /// A paying user.
        Premium = "premium",
        /// Acts for a company: posts jobs.
        Company = "company",
        /// Edits articles and moderates.
        Moderator = "moderator",
        /// May do everything.
        Admin = "admin",
    }
    /// Whether an account may be used.
    UserStatus {
        /// In use.
        Active = "active",
        /// Locked for a time.
        Suspended = "suspended",
        /// Locked for good.
        Banned = "banned",
        /// Deleted by its owner.
        Deleted = "deleted",
    }
    /// Who an account belongs to.
    AccountType {
        /// A person.
        Individual = "individual",
        /// A company.
        Company = "company",
    }
    /// Where an article is on its way to the readers.
    ArticleStatus {
        /// Being written.
        Draft = "draft",
        /// Waiting for an editor.
        Review = "review",
        /// Will be published at `scheduledAt`.
        Scheduled = "scheduled",
        /// Public.
        Published = "published",
        /// Taken back.
        Archived = "archived",
    }
    /// How an article's content is written.
    ContentFormat {
        /// CommonMark with tables.
        Markdown = "markdown",
        /// HTML, cleaned before it is shown.
        Html = "html",
    }
    /// Who an article is for.
    Difficulty {
        /// No previous knowledge.
        Beginner = "beginner",
        /// Has used language models.
        Intermediate = "intermediate",
        /// Builds with them.
        Advanced = "advanced",
    }
    /// How a language model is offered.
    ModelCategory {
        /// By a vendor's interface.
        Commercial = "commercial",
        /// With open weights.
        OpenSource = "open_source",
        /// For one purpose.
        Specialized = "specialized",
    }
    /// What a link in a mail allows.
    EmailTokenPurpose {
        /// Confirms the address.
        VerifyEmail = "verify_email",
        /// Sets a new password.
        ResetPassword = "reset_password",
        /// Moves the account to another address.
        ChangeEmail = "change_email",
    }
    /// Who sees the topics of a forum category.
    CategoryVisibility {
        /// Everybody.
        Public = "public",
        /// Whoever is signed in.
        Private = "private",
        /// Moderators and admins.
        ModeratorOnly = "moderator_only",
    }
    /// What a topic is about.
    TopicType {
        /// An exchange of views.
        Discussion = "discussion",
        /// Something to be answered; one reply can be accepted.
        Question = "question",
        /// Something that was made.
        Showcase = "showcase",
        /// How to do something.
        Tutorial = "tutorial",
        /// News of the platform.
        Announcement = "announcement",
        /// A scientific paper.
        Paper = "paper",
    }
    /// Whether a topic goes on.
    TopicStatus {
        /// Takes replies.
        Open = "open",
        /// Closed by its author: takes no replies.
        Closed = "closed",
        /// A question with an accepted reply; still takes replies.
        Resolved = "resolved",
        /// Taken away.
        Archived = "archived",
    }
    /// What a user wants to hear of a topic.
    WatchLevel {
        /// Everything.
        Watch = "watch",
        /// Nothing.
        Mute = "mute",
    }
    /// What can be reported.
    ReportTarget {
        /// A topic of the forum.
        Topic = "topic",
        /// A reply to a topic.
        Reply = "reply",
    }
    /// Why something is reported.
    ReportReason {
        /// Advertising.
        Spam = "spam",
        /// An attack on somebody.
        Harassment = "harassment",
        /// It belongs elsewhere.
        OffTopic = "off_topic",
        /// It is false.
        Misinformation = "misinformation",
        /// It belongs to somebody else.
        Copyright = "copyright",
    }
    /// What became of a report.
    ReportStatus {
        /// Nobody has looked at it.
        Pending = "pending",
        /// A moderator is at it.
        Reviewing = "reviewing",
        /// It was right: the thing is hidden.
        ResolvedViolation = "resolved_violation",
        /// It was right, but nothing needs to be done.
        ResolvedNoAction = "resolved_no_action",
        /// It was not right.
        Dismissed = "dismissed",
    }
}

impl CategoryVisibility {
    /// What a role may see.
    #[must_use]
    pub const fn seen_by(role: Role) -> &'static [Self] {
        match role {
            Role::Visitor => &[Self::Public],
            Role::User | Role::Premium | Role::Company => &[Self::Public, Self::Private],
            Role::Moderator | Role::Admin => Self::ALL,
        }
    }
}

impl Role {
    /// Whether this role may do what `needed` may.
    #[must_use]
    pub fn reaches(self, needed: Self) -> bool {
        self >= needed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_ordered_from_visitor_to_admin() {
        assert!(Role::Admin.reaches(Role::Moderator));
        assert!(!Role::Company.reaches(Role::Moderator));
        assert!(Role::ALL.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn what_only_moderators_see_is_seen_by_nobody_below() {
        for role in Role::ALL {
            let seen = CategoryVisibility::seen_by(*role);
            assert!(seen.contains(&CategoryVisibility::Public));
            assert_eq!(seen.contains(&CategoryVisibility::Private), role.reaches(Role::User));
            assert_eq!(seen.contains(&CategoryVisibility::ModeratorOnly), role.reaches(Role::Moderator));
        }
    }

    #[test]
    fn a_word_reads_back_as_itself() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse::<Role>().unwrap(), *role);
            assert_eq!(serde_json::to_string(role).unwrap(), format!("\"{role}\""));
        }
        assert_eq!("root".parse::<Role>(), Err(UnknownWord("root".to_owned())));
    }
}
