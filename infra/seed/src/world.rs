//! Who, when, and how popular: facts of a row by its number, without its texts. Cheap to ask, always the same.

use neurmatic_core::words::{ArticleStatus, Role};
use uuid::Uuid;

use crate::calendar::{Calendar, DAY, Moment};
use crate::logins::ROLES;
use crate::rng::{Rng, shuffled};
use crate::tally::Tally;
use crate::{Options, SeedError, Size, passwords};

/// Tags there are; categories and models are as many as their areas list.
pub(crate) const TAGS: u64 = 200;
/// Models there are.
pub(crate) const MODELS: u64 = 40;
/// How long views are kept.
pub(crate) const VIEW_DAYS: u32 = 90;

/// One data set.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) size: Size,
    /// The end of the data.
    pub(crate) now: Moment,
    /// Of the demo logins, in the order of [`ROLES`].
    pub(crate) login_hashes: Vec<String>,
    /// Of every other user; nobody knows the password.
    pub(crate) shared_hash: String,
    /// What is counted on one table's rows and happens in another's.
    pub(crate) tally: Tally,
    registrations: Calendar,
    publications: Calendar,
    views: Calendar,
    discussions: Calendar,
    vacancies: Calendar,
}

impl World {
    /// Everything but the counts.
    pub(crate) fn new(size: Size, options: &Options) -> Result<Self, SeedError> {
        let now = Moment::start_of(options.as_of);
        Ok(Self {
            size,
            now,
            login_hashes: options.logins.hashes()?,
            shared_hash: passwords::hash(&passwords::generate()?)?,
            tally: Tally::default(),
            registrations: Calendar::before(now, 4 * 365, 4.0, "calendar.registrations"),
            publications: Calendar::before(now, 3 * 365, 5.0, "calendar.publications"),
            discussions: Calendar::before(now, 3 * 365, 6.0, "calendar.discussions"),
            views: Calendar::before(now, VIEW_DAYS, 1.5, "calendar.views"),
            vacancies: Calendar::before(now, 365, 3.0, "calendar.vacancies"),
        })
    }

    /// The same with the counts, which takes a pass over all numbers.
    pub(crate) fn counted(mut self) -> Self {
        self.tally = Tally::of(&self);
        self
    }

    /// When the platform began: nothing is older.
    pub(crate) const fn beginning(&self) -> Moment {
        self.registrations.start()
    }

    /// Users, with the demo logins behind the generated ones.
    pub(crate) const fn users(&self) -> u64 {
        self.size.users() + ROLES.len() as u64
    }

    /// The demo login that a user is.
    pub(crate) fn login(&self, user: u64) -> Option<(Role, &str)> {
        let index = user.checked_sub(self.size.users())? as usize;
        Some((*ROLES.get(index)?, self.login_hashes.get(index)?))
    }

    pub(crate) fn user_created(&self, user: u64) -> Moment {
        if user >= self.size.users() {
            return self.beginning();
        }
        self.registrations
            .at((user as f64 + Rng::of("users.created", user).unit()) / self.size.users() as f64)
    }

    pub(crate) fn user_id(&self, user: u64) -> Uuid {
        Rng::of("users.id", user).id(self.user_created(user))
    }

    /// Writers are the earliest users: all of them were there before the first article.
    pub(crate) const fn authors(&self) -> u64 {
        let share = self.size.users() / 50;
        if share < 3 { 3 } else { share }
    }

    /// The user who writes an article; some write very much.
    pub(crate) fn author(&self, article: u64) -> u64 {
        shuffled(Rng::of("articles.author", article).rank(self.authors()), self.authors())
    }

    /// Articles are numbered in the order of their making.
    pub(crate) fn article_created(&self, article: u64) -> Moment {
        let jitter = Rng::of("articles.created", article).unit();
        self.publications.at((article as f64 + jitter) / self.size.articles() as f64)
    }

    pub(crate) fn article_id(&self, article: u64) -> Uuid {
        Rng::of("articles.id", article).id(self.article_created(article))
    }

    /// Most are published; what isn't yet is mostly young.
    pub(crate) fn status(&self, article: u64) -> ArticleStatus {
        let young = article >= self.size.articles() / 10 * 9;
        match (Rng::of("articles.status", article).below(1000), young) {
            (0..150, true) | (0..8, false) => ArticleStatus::Draft,
            (150..210, true) | (8..10, false) => ArticleStatus::Review,
            (210..260, true) => ArticleStatus::Scheduled,
            (260..265, true) | (10..40, false) => ArticleStatus::Archived,
            _ => ArticleStatus::Published,
        }
    }

    /// When an article was published, if it ever was: within hours of its making.
    pub(crate) fn published_at(&self, article: u64) -> Option<Moment> {
        let was = matches!(self.status(article), ArticleStatus::Published | ArticleStatus::Archived);
        was.then(|| {
            let created = self.article_created(article);
            let soonest = created.plus(DAY / 4).min(self.now);
            created.towards(soonest, Rng::of("articles.published", article).unit() * 0.9)
        })
    }

    /// Since when readers see an article.
    pub(crate) fn visible_since(&self, article: u64) -> Option<Moment> {
        self.published_at(article).filter(|_| self.status(article) == ArticleStatus::Published)
    }

    /// An article that readers saw before a moment, by its popularity. Some ranks fall to articles that weren't out yet
    /// (then the next draw decides); none after many draws means that there is hardly any.
    pub(crate) fn popular_article(&self, rng: &mut Rng, before: Moment) -> Option<(u64, Moment)> {
        let n = self.size.articles();
        (0..24).find_map(|_| self.visible_before(shuffled(rng.rank(n), n), before))
    }

    /// An article that was young at a moment: the youngest is read most.
    pub(crate) fn young_article(&self, rng: &mut Rng, before: Moment) -> Option<(u64, Moment)> {
        let out = (self.publications.share_before(before) * self.size.articles() as f64) as u64;
        (0..24).find_map(|_| self.visible_before(out.checked_sub(1 + rng.rank(out))?, before))
    }

    fn visible_before(&self, article: u64, before: Moment) -> Option<(u64, Moment)> {
        Some((article, self.visible_since(article).filter(|&since| since < before)?))
    }

    /// The user who owns a company: the first one is the demo login's, the others' are the earliest users behind the
    /// authors.
    pub(crate) fn company_owner(&self, company: u64) -> u64 {
        match company.checked_sub(1) {
            Some(place) => self.authors() + place,
            None => {
                self.size.users() + ROLES.iter().position(|&role| role == Role::Company).unwrap_or(0) as u64
            }
        }
    }

    /// Whether a user owns a company, the demo login aside.
    pub(crate) fn owns_company(&self, user: u64) -> bool {
        (self.authors()..self.authors() + self.size.companies() - 1).contains(&user)
    }

    /// A company is there before the first job.
    pub(crate) fn company_created(&self, company: u64) -> Moment {
        let joined = self.user_created(self.company_owner(company));
        joined.towards(self.vacancies.start(), Rng::of("companies.created", company).unit())
    }

    pub(crate) fn company_id(&self, company: u64) -> Uuid {
        Rng::of("companies.id", company).id(self.company_created(company))
    }

    /// Jobs are numbered in the order of their making.
    pub(crate) fn job_created(&self, job: u64) -> Moment {
        let jitter = Rng::of("jobs.created", job).unit();
        self.vacancies.at((job as f64 + jitter) / self.size.jobs() as f64)
    }

    pub(crate) fn job_id(&self, job: u64) -> Uuid {
        Rng::of("jobs.id", job).id(self.job_created(job))
    }

    /// When a view happened; views are numbered in order.
    pub(crate) fn viewed_at(&self, view: u64) -> Moment {
        self.views.at((view as f64 + Rng::of("views.at", view).unit()) / self.size.views() as f64)
    }

    /// Topics are numbered in the order of their making.
    pub(crate) fn topic_created(&self, topic: u64) -> Moment {
        let jitter = Rng::of("topics.created", topic).unit();
        self.discussions.at((topic as f64 + jitter) / self.size.topics() as f64)
    }

    /// A user who had registered before a moment; some write very much.
    pub(crate) fn member_before(&self, rng: &mut Rng, moment: Moment) -> u64 {
        let registered = self.registrations.share_before(moment) * self.size.users() as f64;
        rng.rank((registered as u64).max(1))
    }

    /// The first moment of which views are kept.
    pub(crate) const fn first_view(&self) -> Moment {
        self.views.start()
    }
}

/// The tags of an article, the most common ones first; two to three of them belong to its subject.
pub(crate) fn tags_of(article: u64) -> Vec<u64> {
    let mut rng = Rng::of("articles.tags", article);
    let subject = category_of(article);
    let mut tags: Vec<u64> = (0..rng.between(1, 6))
        .map(|_| if rng.permille(500) { rng.rank(TAGS) } else { (subject + 20 * rng.rank(TAGS / 20)) % TAGS })
        .collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// The models that an article names, the primary one first.
pub(crate) fn models_of(article: u64) -> Vec<u64> {
    let mut rng = Rng::of("articles.models", article);
    let mut models: Vec<u64> = Vec::new();
    for _ in 0..rng.below(4) {
        let model = rng.rank(MODELS);
        if !models.contains(&model) {
            models.push(model);
        }
    }
    models
}

/// The category of an article, by its number in the area's list.
pub(crate) fn category_of(article: u64) -> u64 {
    let n = crate::areas::CATEGORIES;
    shuffled(Rng::of("articles.category", article).rank(n), n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world() -> World {
        World::new(Size::Demo, &Options::as_of(jiff::civil::date(2026, 1, 1)).unwrap()).unwrap()
    }

    #[test]
    fn nothing_was_published_after_the_end_of_the_data_or_before_its_author_came() {
        let world = world();
        for article in 0..world.size.articles() {
            let author_came = world.user_created(world.author(article));
            assert!(author_came <= world.article_created(article), "article {article}");
            if let Some(at) = world.published_at(article) {
                assert!(world.article_created(article) <= at && at < world.now, "article {article}");
            }
        }
    }

    #[test]
    fn most_articles_are_published_and_every_other_status_occurs() {
        let world = world();
        let count = |status| (0..1000).filter(|&article| world.status(article) == status).count();
        assert!(count(ArticleStatus::Published) > 900);
        assert!(ArticleStatus::ALL.iter().all(|&status| count(status) > 0));
    }

    #[test]
    fn a_young_article_was_out_before_the_moment() {
        let world = world();
        let (_, since) = world.young_article(&mut Rng::of("test", 1), world.first_view()).unwrap();
        assert!(since < world.first_view() && world.first_view().millis() - since.millis() < 700 * DAY);
    }
}
