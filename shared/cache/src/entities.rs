//! What lives in which tier, where no route's policy says so: content that is cached by name and not by request.

use std::time::Duration;

use crate::key::{Namespace, Tier};

/// Profiles and leaderboards change with every reputation, and nobody minds a quarter of an hour.
const QUARTER: Duration = Duration::from_secs(15 * 60);

/// Popular articles.
pub static POPULAR_ARTICLES: Namespace = Namespace::new("popular-articles", Tier::Hot);
/// Lists of topics.
pub static TOPIC_LISTS: Namespace = Namespace::new("topic-lists", Tier::Hot);
/// Articles.
pub static ARTICLES: Namespace = Namespace::new("articles", Tier::Warm);
/// Lists of jobs.
pub static JOB_LISTS: Namespace = Namespace::new("job-lists", Tier::Warm);
/// Public profiles.
pub static PROFILES: Namespace = Namespace::new("profiles", Tier::Warm).ttl(QUARTER);
/// Leaderboards.
pub static LEADERBOARDS: Namespace = Namespace::new("leaderboards", Tier::Warm).ttl(QUARTER);
/// Categories of articles and topics.
pub static CATEGORIES: Namespace = Namespace::new("categories", Tier::Cold);
/// Tags of articles and topics.
pub static TAGS: Namespace = Namespace::new("tags", Tier::Cold);
/// Language models.
pub static MODELS: Namespace = Namespace::new("models", Tier::Cold);
/// The platform's settings.
pub static SETTINGS: Namespace = Namespace::new("settings", Tier::Permanent);

/// All of them.
pub static ALL: [&Namespace; 10] = [
    &POPULAR_ARTICLES,
    &TOPIC_LISTS,
    &ARTICLES,
    &JOB_LISTS,
    &PROFILES,
    &LEADERBOARDS,
    &CATEGORIES,
    &TAGS,
    &MODELS,
    &SETTINGS,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_have_names_of_their_own() {
        let mut names = ALL.map(|namespace| namespace.name);
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
