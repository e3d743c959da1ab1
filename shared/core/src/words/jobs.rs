//! What there is to say of jobs, companies and applications.

use std::fmt;
use std::str::FromStr;

use postgres_types::private::BytesMut;
use postgres_types::{FromSql, IsNull, ToSql, Type};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UnknownWord;

words! {
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
