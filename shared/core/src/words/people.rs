//! What there is to say of accounts and their profiles.

use std::fmt;
use std::str::FromStr;

use postgres_types::private::BytesMut;
use postgres_types::{FromSql, IsNull, ToSql, Type};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UnknownWord;

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

    /// What a link in a mail allows.
    EmailTokenPurpose {
        /// Confirms the address.
        VerifyEmail = "verify_email",
        /// Sets a new password.
        ResetPassword = "reset_password",
        /// Moves the account to another address.
        ChangeEmail = "change_email",
        /// Takes back the deletion of the account.
        RestoreAccount = "restore_account",
    }

    /// Whether a user looks for a job.
    AvailabilityStatus {
        /// No.
        NotLooking = "not_looking",
        /// If something good comes along.
        Open = "open",
        /// Yes.
        ActivelyLooking = "actively_looking",
    }

    /// How somebody was employed.
    EmploymentType {
        /// Full time.
        FullTime = "full_time",
        /// Part time.
        PartTime = "part_time",
        /// As a freelancer.
        Freelance = "freelance",
        /// As an intern.
        Internship = "internship",
    }

    /// A part of a profile that its owner shows or hides.
    ProfileSection {
        /// Some words about oneself.
        Bio = "bio",
        /// The place, and addresses elsewhere.
        Contact = "contact",
        /// Skills, and models that one knows.
        Skills = "skills",
        /// Where one has worked, for how long, and whether one looks for a job.
        WorkExperience = "work_experience",
        /// Which jobs one looks for, and what one wants to earn.
        Salary = "salary",
        /// What one has published, in one list.
        Activity = "activity",
    }

    /// Who sees a part of a profile; each sees what those before it see.
    PrivacyVisibility {
        /// Everybody.
        Public = "public",
        /// Whoever is signed in.
        Community = "community",
        /// Who acts for a company, and moderators.
        Recruiters = "recruiters",
        /// Nobody but its owner.
        Private = "private",
    }
}

impl Role {
    /// Whether this role may do what `needed` may.
    #[must_use]
    pub fn reaches(self, needed: Self) -> bool {
        self >= needed
    }
}

impl ProfileSection {
    /// Who sees it until its owner says otherwise: everybody, but for what one wants to earn.
    #[must_use]
    pub const fn visibility_at_first(self) -> PrivacyVisibility {
        match self {
            Self::Salary => PrivacyVisibility::Private,
            Self::Bio | Self::Contact | Self::Skills | Self::WorkExperience | Self::Activity => {
                PrivacyVisibility::Public
            }
        }
    }
}

impl PrivacyVisibility {
    /// Whether somebody with this role, who isn't the owner, sees what is shown so.
    #[must_use]
    pub fn is_seen_by(self, role: Role) -> bool {
        match self {
            Self::Public => true,
            Self::Community => role.reaches(Role::User),
            Self::Recruiters => role.reaches(Role::Company),
            Self::Private => false,
        }
    }
}
