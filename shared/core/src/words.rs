//! The enums of the schema. In JSON, in Postgres and in the code they are the same lower-case words.
//!
//! They travel to and from Postgres as text (queries cast them), so that no statement needs a lookup of an enum's
//! object id, which differs from database to database.

use std::fmt;

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

mod community;
mod content;
mod jobs;
mod media;
mod people;
mod platform;

pub use community::*;
pub use content::*;
pub use jobs::*;
pub use media::*;
pub use people::*;
pub use platform::*;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_goes_onwards_or_ends() {
        use ApplicationStatus::{Interview, Offer, Rejected, Submitted, Viewed, Withdrawn};
        assert!(Submitted.may_become(Viewed) && Viewed.may_become(Offer) && Offer.may_become(Rejected));
        assert!(!Interview.may_become(Viewed) && !Viewed.may_become(Viewed) && !Viewed.may_become(Withdrawn));
        assert!(!Rejected.may_become(Offer) && !Withdrawn.may_become(Rejected));
        assert!(Interview.may_be_withdrawn() && !Offer.may_be_withdrawn() && !Withdrawn.may_be_withdrawn());
    }

    #[test]
    fn a_job_that_has_ended_stays_so() {
        for next in JobStatus::ALL {
            assert!(!JobStatus::Closed.may_become(*next) && !JobStatus::Filled.may_become(*next));
            assert!(!next.may_become(JobStatus::Draft) && !next.may_become(*next));
        }
    }

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
    fn each_part_of_a_profile_is_seen_by_fewer_the_more_it_is_hidden() {
        for role in Role::ALL {
            assert!(PrivacyVisibility::Public.is_seen_by(*role));
            assert_eq!(PrivacyVisibility::Community.is_seen_by(*role), *role != Role::Visitor);
            assert_eq!(PrivacyVisibility::Recruiters.is_seen_by(*role), role.reaches(Role::Company));
            assert!(!PrivacyVisibility::Private.is_seen_by(*role));
        }
        assert_eq!(ProfileSection::Salary.visibility_at_first(), PrivacyVisibility::Private);
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
