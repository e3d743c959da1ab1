//! `article:publish`

use neurmatic_core::ids::ArticleId;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Publishes an article if its time has come and it is still scheduled. Sent by the schedule for every due article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishArticle {
    /// The article.
    pub article: ArticleId,
}

impl Payload for PublishArticle {
    const POLICY: Policy = policies::ARTICLE_PUBLISH;
}
