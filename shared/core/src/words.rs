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
    /// How many work at a company.
    CompanySize {
        /// Up to 10.
        UpTo10 = "1-10",
        /// 11 to 50.
        UpTo50 = "11-50",
        /// 51 to 200.
        UpTo200 = "51-200",
        /// 201 to 500.
        UpTo500 = "201-500",
        /// 501 to 1000.
        UpTo1000 = "501-1000",
        /// More.
        Over1000 = "1000+",
    }
    /// How somebody is employed by a job.
    JobType {
        /// Full time.
        FullTime = "full_time",
        /// Part time.
        PartTime = "part_time",
        /// For a project.
        Contract = "contract",
        /// As a freelancer.
        Freelance = "freelance",
    }
    /// Where a job is done.
    WorkLocation {
        /// Anywhere.
        Remote = "remote",
        /// Partly at the company's place.
        Hybrid = "hybrid",
        /// At the company's place.
        Onsite = "onsite",
    }
    /// How experienced a job wants somebody to be.
    ExperienceLevel {
        /// At most a year.
        Entry = "entry",
        /// 1 to 3 years.
        Junior = "junior",
        /// 3 to 6 years.
        Mid = "mid",
        /// 6 to 10 years.
        Senior = "senior",
        /// 8 to 15 years.
        Lead = "lead",
        /// 10 years and more.
        Principal = "principal",
    }
    /// Where a job is on its way.
    JobStatus {
        /// Being written.
        Draft = "draft",
        /// Open for applications, until it expires.
        Active = "active",
        /// Hidden for a while.
        Paused = "paused",
        /// Ended.
        Closed = "closed",
        /// Ended, because somebody was found.
        Filled = "filled",
    }
    /// Which models a job works with.
    ModelStrategy {
        /// Those of vendors.
        CommercialApi = "commercial_api",
        /// Those with open weights.
        OpenSource = "open_source",
        /// Both.
        Hybrid = "hybrid",
    }
    /// What a skill is about.
    SkillType {
        /// Writing prompts.
        PromptEngineering = "prompt_engineering",
        /// Fine-tuning models.
        FineTuning = "fine_tuning",
        /// Retrieval-augmented generation.
        Rag = "rag",
        /// Bringing models into production.
        Deployment = "deployment",
        /// Operating them.
        Mlops = "mlops",
        /// Natural language processing.
        Nlp = "nlp",
        /// Images and video.
        ComputerVision = "computer_vision",
        /// Reinforcement learning.
        ReinforcementLearning = "reinforcement_learning",
        /// Data pipelines.
        DataEngineering = "data_engineering",
        /// Making models smaller and faster.
        ModelOptimization = "model_optimization",
        /// Using models through their interfaces.
        ApiIntegration = "api_integration",
        /// Measuring models.
        Evaluation = "evaluation",
        /// Safety and alignment.
        SafetyAlignment = "safety_alignment",
        /// Several kinds of input at once.
        Multimodal = "multimodal",
        /// Anything else.
        Other = "other",
    }
    /// How far an application has come.
    ApplicationStatus {
        /// Sent.
        Submitted = "submitted",
        /// Looked at.
        Viewed = "viewed",
        /// Being compared with others.
        Screening = "screening",
        /// Invited to an interview.
        Interview = "interview",
        /// Offered the job.
        Offer = "offer",
        /// Refused by the company.
        Rejected = "rejected",
        /// Taken back by the applicant.
        Withdrawn = "withdrawn",
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
    /// What points of reputation are given for.
    ReputationEventType {
        /// A topic.
        TopicCreated = "topic_created",
        /// A reply.
        ReplyCreated = "reply_created",
        /// Somebody's vote up.
        UpvoteReceived = "upvote_received",
        /// Somebody's vote down.
        DownvoteReceived = "downvote_received",
        /// A reply that was accepted.
        BestAnswer = "best_answer",
        /// A badge.
        BadgeEarned = "badge_earned",
        /// A moderator's decision.
        Penalty = "penalty",
    }
    /// What points of reputation amount to.
    ReputationLevel {
        /// Below 100.
        Newcomer = "newcomer",
        /// From 100 on.
        Contributor = "contributor",
        /// From 500 on.
        Expert = "expert",
        /// From 1000 on.
        Master = "master",
        /// From 2500 on.
        Legend = "legend",
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
    /// What a user is told of.
    NotificationType {
        /// An article in a category that the user follows.
        NewArticleInFollowedCategory = "new_article_in_followed_category",
        /// An article that many read.
        TrendingArticle = "trending_article",
        /// A reply in a topic that is the user's, or watched.
        TopicReply = "topic_reply",
        /// An answer to the user's own reply.
        CommentReply = "comment_reply",
        /// Somebody named the user.
        Mention = "mention",
        /// A vote up.
        Upvote = "upvote",
        /// A vote down.
        Downvote = "downvote",
        /// The user's reply answers the question.
        AcceptedAnswer = "accepted_answer",
        /// A job that suits the user.
        NewJobMatch = "new_job_match",
        /// Somebody applied to a job of the user's company.
        ApplicationReceived = "application_received",
        /// The user's application was moved.
        ApplicationStatusUpdate = "application_status_update",
        /// Somebody looked at the user's profile.
        ProfileView = "profile_view",
        /// Somebody follows the user.
        NewFollower = "new_follower",
        /// A badge.
        BadgeEarned = "badge_earned",
        /// A level of reputation.
        ReputationMilestone = "reputation_milestone",
        /// A message.
        Message = "message",
        /// What everybody should know.
        SystemAnnouncement = "system_announcement",
        /// What happened to the user's account.
        AccountUpdate = "account_update",
    }
    /// How soon a user is told by mail.
    NotificationFrequency {
        /// At once.
        RealTime = "real_time",
        /// With the next full hour.
        HourlyDigest = "hourly_digest",
        /// In the daily digest.
        DailyDigest = "daily_digest",
        /// In the weekly digest.
        WeeklyDigest = "weekly_digest",
        /// Not at all.
        Off = "off",
    }
    /// A digest by mail.
    DigestType {
        /// Of a day.
        Daily = "daily",
        /// Of a week.
        Weekly = "weekly",
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
    /// What can be followed.
    FollowableType {
        /// A user: what they write.
        User = "user",
        /// A company: its jobs.
        Company = "company",
        /// A tag of articles or of the forum.
        Tag = "tag",
        /// A category of articles or of the forum.
        Category = "category",
        /// A language model.
        Model = "model",
    }
    /// What a feed holds.
    FeedKind {
        /// An article.
        Article = "article",
        /// A topic of the forum.
        Topic = "topic",
        /// A job advert.
        Job = "job",
    }
    /// Over which time a leaderboard goes.
    LeaderboardPeriod {
        /// The last seven days.
        Weekly = "weekly",
        /// The last thirty days.
        Monthly = "monthly",
        /// Everything.
        AllTime = "all-time",
    }
    /// How hard a badge is to get.
    BadgeType {
        /// Easy.
        Bronze = "bronze",
        /// Takes some time.
        Silver = "silver",
        /// Takes long.
        Gold = "gold",
        /// Hardly anybody has it.
        Platinum = "platinum",
    }
    /// What a badge is about.
    BadgeCategory {
        /// Taking part.
        Activity = "activity",
        /// Being of use to others.
        Skill = "skill",
        /// Anything else.
        Special = "special",
    }
    /// Which fact of a user a badge looks at.
    BadgeCriterion {
        /// Topics begun.
        Topics = "topics",
        /// Replies written.
        Replies = "replies",
        /// Days in a row with a topic or a reply, up to today or yesterday (UTC).
        StreakDays = "streak_days",
        /// Votes up on what the user wrote.
        Upvotes = "upvotes",
        /// Replies that were accepted as answers.
        AcceptedAnswers = "accepted_answers",
        /// Reputation in all.
        Reputation = "reputation",
        /// Votes that the user has cast.
        VotesCast = "votes_cast",
        /// None: it is given by hand.
        Granted = "granted",
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

impl ReputationLevel {
    /// The points from which on the next level is reached; none: this is the last one.
    #[must_use]
    pub const fn next_at(self) -> Option<i64> {
        match self {
            Self::Newcomer => Some(100),
            Self::Contributor => Some(500),
            Self::Expert => Some(1_000),
            Self::Master => Some(2_500),
            Self::Legend => None,
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

impl JobStatus {
    /// Whether a job in this state may be brought into `next`. What has ended stays ended, and what was shown never
    /// becomes a draft again.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Draft => next == Self::Active,
            Self::Active => matches!(next, Self::Paused | Self::Closed | Self::Filled),
            Self::Paused => matches!(next, Self::Active | Self::Closed | Self::Filled),
            Self::Closed | Self::Filled => false,
        }
    }

    /// Whether it has ended.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Filled)
    }
}

impl ApplicationStatus {
    /// Whether the company may bring an application from this state into `next`: onwards, steps may be left out, or to
    /// its end.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        let is_open = !matches!(self, Self::Rejected | Self::Withdrawn);
        is_open && next > self && next != Self::Withdrawn
    }

    /// Whether the applicant may take it back: not after an offer.
    #[must_use]
    pub fn may_be_withdrawn(self) -> bool {
        self < Self::Offer
    }
}

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
