//! What there is to look at: the ids of everything public, the popular ones first, and what people search for.

use anyhow::{Context as _, ensure};
use rand::RngExt as _;
use rand::rngs::SmallRng;
use tokio_postgres::Client;
use tokio_postgres::types::FromSqlOwned;
use uuid::Uuid;

const ARTICLES: &str = "SELECT id FROM articles WHERE status = 'published' ORDER BY view_count DESC, id";

const CATEGORIES: &str = "SELECT id FROM news_categories WHERE is_active ORDER BY article_count DESC, id";

const TOPICS: &str = "SELECT id FROM topics WHERE visibility = 'public' AND is_listed \
    ORDER BY reply_count DESC, id";

const OPEN_TOPICS: &str = "SELECT id FROM topics WHERE visibility = 'public' AND is_listed \
    AND NOT is_locked AND status = 'open' ORDER BY reply_count DESC, id";

const REPLIES: &str = "SELECT r.id FROM replies r JOIN topics t ON t.id = r.topic_id \
    WHERE t.visibility = 'public' AND t.is_listed AND NOT t.is_locked AND r.is_visible \
    AND (r.author_id IS NULL OR r.author_id NOT IN \
    (SELECT id FROM users WHERE role = 'user' AND status = 'active' ORDER BY id LIMIT 20000)) \
    ORDER BY r.created_at DESC, r.id LIMIT 100000";

const JOBS: &str = "SELECT id FROM jobs WHERE status = 'active' AND (expires_at IS NULL OR expires_at > now()) \
    ORDER BY application_count DESC, id";

const QUICK_JOBS: &str = "SELECT id FROM jobs WHERE status = 'active' AND (expires_at IS NULL OR expires_at > now()) \
    AND cardinality(screening_questions) = 0 ORDER BY id";

const MODELS: &str = "SELECT id FROM llm_models ORDER BY id";

const AUTHORS: &str = "SELECT id FROM users WHERE role <> 'user' AND status = 'active' AND id NOT IN \
    (SELECT blocker_id FROM user_blocks UNION ALL SELECT blocked_id FROM user_blocks) \
    ORDER BY id";

const USERNAMES: &str = "SELECT username FROM users WHERE status = 'active' ORDER BY id LIMIT 100000";

const TITLES: &str = "SELECT title FROM articles WHERE status = 'published' ORDER BY view_count DESC, id \
    LIMIT 20000";

/// Ids or names, the most popular first.
#[derive(Debug)]
pub struct Ranked<T = Uuid>(Vec<T>);

/// Titles: people search for words of them.
#[derive(Debug)]
pub struct Titles(Ranked<String>);

/// Everything that requests name.
#[derive(Debug)]
pub struct Catalogue {
    /// Published articles.
    pub articles: Ranked,
    /// Article categories.
    pub categories: Ranked,
    /// Public topics.
    pub topics: Ranked,
    /// Public topics that take replies.
    pub open_topics: Ranked,
    /// Replies to public topics, by others than the members who take part: nobody votes on their own.
    pub replies: Ranked,
    /// Open jobs.
    pub jobs: Ranked,
    /// Open jobs that ask their applicants nothing.
    pub quick_jobs: Ranked,
    /// Models.
    pub models: Ranked,
    /// Users who are followed and written to: none of the members who take part, nobody with a block.
    pub authors: Ranked,
    /// Users' names.
    pub usernames: Ranked<String>,
    /// Titles of articles.
    pub titles: Titles,
}

impl<T: Clone> Ranked<T> {
    /// One of them, by Zipf's law with exponent 1: the first percent of 100,000 gets six in ten.
    ///
    /// # Errors
    /// When there is none.
    pub fn popular(&self, rng: &mut SmallRng) -> anyhow::Result<T> {
        let place = ((self.0.len() as f64).powf(rng.random::<f64>()) - 1.0).max(0.0) as usize;
        self.0.get(place).or(self.0.first()).cloned().context("nothing to choose from")
    }

    /// One of them, each as likely as another.
    ///
    /// # Errors
    /// When there is none.
    pub fn any(&self, rng: &mut SmallRng) -> anyhow::Result<T> {
        let place = rng.random_range(0..self.0.len().max(1));
        self.0.get(place).cloned().context("nothing to choose from")
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Titles {
    /// One to three words that follow each other in a title.
    ///
    /// # Errors
    /// When there is no title.
    pub fn words(&self, rng: &mut SmallRng) -> anyhow::Result<String> {
        let title = self.0.popular(rng)?;
        let words: Vec<&str> = title.split_whitespace().filter(|word| word.chars().count() > 2).collect();
        let first = rng.random_range(0..words.len().max(1));
        let wanted = rng.random_range(1..=3);
        let chosen: Vec<&str> = words.into_iter().skip(first).take(wanted).collect();
        Ok(if chosen.is_empty() { title } else { chosen.join(" ") })
    }

    /// How a title begins: three to eight characters.
    ///
    /// # Errors
    /// When there is no title.
    pub fn beginning(&self, rng: &mut SmallRng) -> anyhow::Result<String> {
        let typed = rng.random_range(3..=8);
        Ok(self.0.popular(rng)?.chars().take(typed).collect())
    }
}

impl Catalogue {
    /// Reads the ids.
    ///
    /// # Errors
    /// When the database doesn't answer, or something is missing in it.
    pub async fn read(database: &Client) -> anyhow::Result<Self> {
        let catalogue = Self {
            articles: ids(database, ARTICLES).await?,
            categories: ids(database, CATEGORIES).await?,
            topics: ids(database, TOPICS).await?,
            open_topics: ids(database, OPEN_TOPICS).await?,
            replies: ids(database, REPLIES).await?,
            jobs: ids(database, JOBS).await?,
            quick_jobs: ids(database, QUICK_JOBS).await?,
            models: ids(database, MODELS).await?,
            authors: ids(database, AUTHORS).await?,
            usernames: ids(database, USERNAMES).await?,
            titles: Titles(ids(database, TITLES).await?),
        };
        for (what, ranked) in [
            ("articles", &catalogue.articles),
            ("categories", &catalogue.categories),
            ("open topics", &catalogue.open_topics),
            ("replies", &catalogue.replies),
            ("jobs", &catalogue.jobs),
            ("jobs without questions", &catalogue.quick_jobs),
            ("models", &catalogue.models),
            ("users who aren't members", &catalogue.authors),
        ] {
            ensure!(!ranked.is_empty(), "the data hold no {what}: seed them first");
        }
        Ok(catalogue)
    }
}

async fn ids<T: FromSqlOwned>(database: &Client, sql: &str) -> anyhow::Result<Ranked<T>> {
    let rows = database.query(sql, &[]).await.with_context(|| format!("reading ids by {sql}"))?;
    Ok(Ranked(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn a_few_are_asked_for_most_of_the_time() {
        let ids: Vec<Uuid> = (1..=100_000).map(Uuid::from_u128).collect();
        let ranked = Ranked(ids);
        let mut rng = SmallRng::seed_from_u64(3);
        let asked: Vec<u128> = (0..10_000).map(|_| ranked.popular(&mut rng).unwrap().as_u128()).collect();
        let first_percent = asked.iter().filter(|id| **id <= 1_000).count();
        assert!((5_700..6_300).contains(&first_percent), "{first_percent}");
        assert!(asked.iter().all(|id| (1..=100_000).contains(id)));
        assert!(Ranked::<Uuid>(Vec::new()).popular(&mut rng).is_err());
    }

    #[test]
    fn searches_are_words_of_titles() {
        let titles = Titles(Ranked(vec!["How a model reads long documents".to_owned()]));
        let mut rng = SmallRng::seed_from_u64(4);
        let searched: Vec<String> = (0..200).map(|_| titles.words(&mut rng).unwrap()).collect();
        let of_one_title = |words: &String| "How model reads long documents".contains(words.as_str());
        assert!(searched.iter().all(of_one_title), "{searched:?}");
        assert!((1..=3).all(|count| searched.iter().any(|words| words.split(' ').count() == count)));
        let typed: Vec<String> = (0..200).map(|_| titles.beginning(&mut rng).unwrap()).collect();
        assert!(typed.iter().all(|typed| "How a mo".starts_with(typed) && typed.len() > 2), "{typed:?}");
    }
}
