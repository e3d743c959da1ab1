//! How articles and jobs look in lists, for every area that lists them: one shape, wherever a client meets it.
//!
//! Deliberately not in here: how they look whole, which is their own area's business, and reading them.

mod articles;
mod jobs;

pub use articles::{ArticleCard, ArticlesOut, AuthorOut, CategoryLinkOut, TagLinkOut, author_of};
pub use jobs::{CompanyLinkOut, JobCard, JobsOut, ModelLinkOut, SalaryOut, salary_of};
