//! Counters that stand on one table's rows and count another's, known before the first row is written: rows are
//! functions of their numbers, so a pass over the numbers counts them. Twelve bytes an article, four a job, two a user.

use crate::areas::forum::ForumTally;
use crate::areas::{applications, bookmarks, jobs, views};
use crate::world::{World, category_of, models_of, tags_of};

/// How many articles are marked as trending, of those published in the last days.
const TRENDING: usize = 20;
const TRENDING_DAYS: i64 = 7;

/// The counts, by the number of the counted row.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    article_views: Vec<u32>,
    article_bookmarks: Vec<u32>,
    user_bookmarks: Vec<u16>,
    category_articles: Vec<u32>,
    tag_articles: Vec<u32>,
    model_articles: Vec<u32>,
    trending: Vec<u64>,
    company_jobs: Vec<u32>,
    model_jobs: Vec<u32>,
    job_applications: Vec<u32>,
    /// Of the forum.
    pub(crate) forum: ForumTally,
}

impl Tally {
    pub(crate) fn of(world: &World) -> Self {
        let mut tally = Self::default();
        for article in (0..world.size.articles()).filter(|&article| world.visible_since(article).is_some()) {
            add(&mut tally.category_articles, category_of(article));
            tags_of(article).into_iter().for_each(|tag| add(&mut tally.tag_articles, tag));
            models_of(article).into_iter().for_each(|model| add(&mut tally.model_articles, model));
        }
        for user in 0..world.users() {
            let bookmarks = bookmarks::of_user(world, user);
            tally.user_bookmarks.push(bookmarks.len() as u16);
            bookmarks.iter().for_each(|bookmark| add(&mut tally.article_bookmarks, bookmark.article));
        }
        for view in 0..world.size.views() {
            if let Some(article) = views::article_of(world, view) {
                add(&mut tally.article_views, article);
            }
        }
        for job in (0..world.size.jobs()).filter(|&job| jobs::active_since(world, job).is_some()) {
            add(&mut tally.company_jobs, jobs::company_of(world, job));
            jobs::models_of(job).into_iter().for_each(|model| add(&mut tally.model_jobs, model));
        }
        for user in 0..world.users() {
            let sent = applications::of_user(world, user);
            sent.iter().for_each(|application| add(&mut tally.job_applications, application.job));
        }
        tally.forum = ForumTally::of(world);
        tally.trending = tally.most_viewed_of_late(world);
        tally
    }

    fn most_viewed_of_late(&self, world: &World) -> Vec<u64> {
        let since = world.now.plus(-TRENDING_DAYS * crate::calendar::DAY);
        let mut young: Vec<u64> = (0..world.size.articles())
            .filter(|&article| world.visible_since(article).is_some_and(|at| at >= since))
            .collect();
        young.sort_by_key(|&article| std::cmp::Reverse(self.views(article)));
        young.truncate(TRENDING);
        young
    }

    pub(crate) fn views(&self, article: u64) -> u32 {
        count(&self.article_views, article)
    }

    pub(crate) fn bookmarks(&self, article: u64) -> u32 {
        count(&self.article_bookmarks, article)
    }

    pub(crate) fn bookmarks_of_user(&self, user: u64) -> u16 {
        self.user_bookmarks.get(user as usize).copied().unwrap_or_default()
    }

    pub(crate) fn articles_of_category(&self, category: u64) -> u32 {
        count(&self.category_articles, category)
    }

    pub(crate) fn articles_of_tag(&self, tag: u64) -> u32 {
        count(&self.tag_articles, tag)
    }

    pub(crate) fn articles_of_model(&self, model: u64) -> u32 {
        count(&self.model_articles, model)
    }

    pub(crate) fn jobs_of_company(&self, company: u64) -> u32 {
        count(&self.company_jobs, company)
    }

    pub(crate) fn jobs_of_model(&self, model: u64) -> u32 {
        count(&self.model_jobs, model)
    }

    pub(crate) fn applications_of_job(&self, job: u64) -> u32 {
        count(&self.job_applications, job)
    }

    pub(crate) fn is_trending(&self, article: u64) -> bool {
        self.trending.contains(&article)
    }
}

fn add(counts: &mut Vec<u32>, number: u64) {
    let place = number as usize;
    if counts.len() <= place {
        counts.resize(place + 1, 0);
    }
    if let Some(count) = counts.get_mut(place) {
        *count += 1;
    }
}

fn count(counts: &[u32], number: u64) -> u32 {
    counts.get(number as usize).copied().unwrap_or_default()
}
