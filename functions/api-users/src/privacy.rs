//! Which parts of a profile somebody sees: decided here and nowhere else.

use std::collections::BTreeMap;

use neurmatic_core::ids::UserId;
use neurmatic_core::words::{PrivacyVisibility, ProfileSection, Role, UserStatus};
use neurmatic_http::MaybeCaller;

/// Somebody who looks at a profile.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Viewer {
    /// Its owner: sees everything.
    Owner,
    /// Somebody else, by the role; who isn't signed in is a visitor.
    Other(Role),
}

impl Viewer {
    pub(crate) fn of(caller: MaybeCaller, owner: UserId) -> Self {
        match caller.0 {
            Some(caller) if caller.user == owner => Self::Owner,
            Some(caller) => Self::Other(caller.role),
            None => Self::Other(Role::Visitor),
        }
    }

    pub(crate) fn is_owner(self) -> bool {
        matches!(self, Self::Owner)
    }

    /// What this one may do.
    pub(crate) fn role(self) -> Role {
        match self {
            Self::Owner => Role::User,
            Self::Other(role) => role,
        }
    }

    /// Whether there is such a profile for this one: a banned user has none but for moderators.
    pub(crate) fn sees_account(self, status: UserStatus) -> bool {
        match status {
            UserStatus::Active | UserStatus::Suspended => true,
            UserStatus::Banned => self.role().reaches(Role::Moderator),
            UserStatus::Deleted => false,
        }
    }

    /// Whether this one sees a section, which its owner shows so, or has said nothing of.
    pub(crate) fn sees(self, section: ProfileSection, said: Option<PrivacyVisibility>) -> bool {
        match self {
            Self::Owner => true,
            Self::Other(role) => said.unwrap_or(section.visibility_at_first()).is_seen_by(role),
        }
    }
}

/// Who sees each section: what the owner has said, and what holds until then.
pub(crate) fn completed(
    said: &BTreeMap<ProfileSection, PrivacyVisibility>,
) -> BTreeMap<ProfileSection, PrivacyVisibility> {
    let of = |section: &ProfileSection| said.get(section).copied().unwrap_or(section.visibility_at_first());
    ProfileSection::ALL.iter().map(|section| (*section, of(section))).collect()
}
