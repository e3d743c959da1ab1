//! Companies: reading them, and writing what their owners say of them.

use jiff::Timestamp;
use neurmatic_core::ids::{CompanyId, UserId};
use neurmatic_core::words::CompanySize;
use uuid::Uuid;

use crate::{DbError, Door, Statement, args, queries, rows};

pub use crate::articles::{COUNT_MAX, Window};

queries! { "companies":
    CARDS = "cards",
    FIELDS = "fields",
    GET = "get",
    INSERT = "insert",
    LIST = "list",
    LOCK = "lock",
    OF_OWNER = "of_owner",
    SEARCH = "search",
    UPDATE = "update",
}

rows! {
    /// A company's place in a sorted list.
    pub struct PlaceRow {
        /// The company.
        pub id: CompanyId,
        /// Its sort key: microseconds since 1970, a count, or its rank among the matches of a search.
        pub key: i64,
    }

    /// What a list shows of a company.
    pub struct CardRow {
        /// Its id.
        pub id: CompanyId,
        /// Its slug.
        pub slug: String,
        /// Its name.
        pub name: String,
        /// Its logo.
        pub logo_url: Option<String>,
        /// Its industry.
        pub industry: Option<String>,
        /// How many work there.
        pub company_size: Option<CompanySize>,
        /// Its place.
        pub location: Option<String>,
        /// Whether it was checked.
        pub is_verified: bool,
        /// Its active jobs.
        pub job_count: i32,
    }

    /// A company whole.
    pub struct CompanyRow {
        /// Its id.
        pub id: CompanyId,
        /// Its slug.
        pub slug: String,
        /// Its name.
        pub name: String,
        /// Its website.
        pub website: Option<String>,
        /// What it does.
        pub description: Option<String>,
        /// Its logo.
        pub logo_url: Option<String>,
        /// A picture for the top of its page.
        pub header_image_url: Option<String>,
        /// Its industry.
        pub industry: Option<String>,
        /// How many work there.
        pub company_size: Option<CompanySize>,
        /// Its place.
        pub location: Option<String>,
        /// Its other places.
        pub locations: Vec<String>,
        /// When it was founded.
        pub founded_year: Option<i32>,
        /// What it is for.
        pub mission: Option<String>,
        /// What it offers.
        pub benefits: Vec<String>,
        /// How one works there.
        pub culture_description: Option<String>,
        /// What it works with.
        pub tech_stack: Vec<String>,
        /// Its page there.
        pub linkedin_url: Option<String>,
        /// Its page there.
        pub twitter_url: Option<String>,
        /// Its page there.
        pub github_url: Option<String>,
        /// Whether it was checked.
        pub is_verified: bool,
        /// Its active jobs.
        pub job_count: i32,
        /// Grows with every edit.
        pub revision: i64,
        /// Since when it is here.
        pub created_at: Timestamp,
        /// When it was last edited.
        pub updated_at: Timestamp,
    }

    /// What is written of a company.
    pub struct FieldsRow {
        /// Its name.
        pub name: String,
        /// Its website.
        pub website: Option<String>,
        /// What it does.
        pub description: Option<String>,
        /// Its logo.
        pub logo_url: Option<String>,
        /// A picture for the top of its page.
        pub header_image_url: Option<String>,
        /// Its industry.
        pub industry: Option<String>,
        /// How many work there.
        pub company_size: Option<CompanySize>,
        /// Its place.
        pub location: Option<String>,
        /// Its other places.
        pub locations: Vec<String>,
        /// When it was founded.
        pub founded_year: Option<i32>,
        /// What it is for.
        pub mission: Option<String>,
        /// What it offers.
        pub benefits: Vec<String>,
        /// How one works there.
        pub culture_description: Option<String>,
        /// What it works with.
        pub tech_stack: Vec<String>,
        /// Its page there.
        pub linkedin_url: Option<String>,
        /// Its page there.
        pub twitter_url: Option<String>,
        /// Its page there.
        pub github_url: Option<String>,
        /// Whether it was checked.
        pub is_verified: bool,
    }

    /// Whose a company is.
    pub struct LockedRow {
        /// Its id.
        pub id: CompanyId,
        /// Its slug.
        pub slug: String,
        /// Its owner.
        pub owner_user_id: Option<UserId>,
        /// Grows with every edit.
        pub revision: i64,
    }

    /// The company that a user owns.
    pub struct OwnedRow {
        /// Its id.
        pub id: CompanyId,
        /// Whether it was checked.
        pub is_verified: bool,
    }
}

/// How a list is sorted; always downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The newest first.
    CreatedAt,
    /// Those with the most active jobs first.
    JobCount,
}

/// Which companies a list holds; all filters must hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this industry, whatever its case.
    pub industry: Option<String>,
    /// Of this size.
    pub size: Option<CompanySize>,
    /// Checked, or not.
    pub verified: Option<bool>,
    /// Matching this text, in the language of web searches.
    pub q: Option<String>,
}

impl Filter {
    fn flags(&self) -> [(&'static str, bool); 4] {
        [
            ("industry", self.industry.is_some()),
            ("size", self.size.is_some()),
            ("verified", self.verified.is_some()),
            ("q", self.q.is_some()),
        ]
    }

    fn list_flags(&self, count: bool, sort: Option<Sort>, after: bool) -> Vec<(&'static str, bool)> {
        let (created, jobs) = (sort == Some(Sort::CreatedAt), sort == Some(Sort::JobCount));
        let mut flags = self.flags().to_vec();
        flags.extend([
            ("count", count),
            ("by_created", created),
            ("by_jobs", jobs),
            ("after_created", created && after),
            ("after_jobs", jobs && after),
        ]);
        flags
    }
}

/// The statement of a list, for whoever runs, explains or measures it.
#[must_use]
pub fn list_statement(filter: &Filter, sort: Sort, after: bool) -> Statement {
    LIST.when(&filter.list_flags(false, Some(sort), after))
}

/// The statement of a search, for whoever runs, explains or measures it.
#[must_use]
pub fn search_statement(filter: &Filter) -> Statement {
    SEARCH.when(&filter.flags())
}

/// The ids of a list's page.
///
/// # Errors
/// [`DbError`].
pub async fn list(
    db: &impl Door,
    filter: &Filter,
    sort: Sort,
    window: Window,
) -> Result<Vec<PlaceRow>, DbError> {
    let statement = list_statement(filter, sort, window.after.is_some());
    let (key, id) = window.after.unwrap_or_default();
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    db.rows(statement, args![
        window.limit => INT8, window.offset => INT8, filter.q => TEXT, filter.industry => TEXT, filter.size => TEXT,
        filter.verified => BOOL, time => TIMESTAMPTZ, key => INT8, id => UUID,
    ])
    .await
}

/// How many companies a filter finds, at most [`COUNT_MAX`] + 1.
///
/// # Errors
/// [`DbError`].
pub async fn count(db: &impl Door, filter: &Filter) -> Result<i64, DbError> {
    let statement = LIST.when(&filter.list_flags(true, None, false));
    let (limit, offset, key, id) = (COUNT_MAX + 1, 0_i64, 0_i64, Uuid::nil());
    db.one(
        statement,
        args![
            limit => INT8, offset => INT8, filter.q => TEXT, filter.industry => TEXT, filter.size => TEXT,
            filter.verified => BOOL, Timestamp::UNIX_EPOCH => TIMESTAMPTZ, key => INT8, id => UUID,
        ],
    )
    .await
}

/// The ids of a page of what matches the filter's text, best first. Knows no `after`: ranks move.
///
/// # Errors
/// [`DbError`].
pub async fn search(db: &impl Door, filter: &Filter, window: Window) -> Result<Vec<PlaceRow>, DbError> {
    db.rows(search_statement(filter), args![
        window.limit => INT8, window.offset => INT8, filter.q => TEXT, filter.industry => TEXT, filter.size => TEXT,
        filter.verified => BOOL,
    ])
    .await
}

/// What lists show of these companies, in this order. Ids that aren't there any more are left out.
///
/// # Errors
/// [`DbError`].
pub async fn cards(db: &impl Door, ids: &[CompanyId]) -> Result<Vec<CardRow>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    db.rows(&CARDS, args![ids => UUID_ARRAY]).await
}

/// A company, by its id.
///
/// # Errors
/// [`DbError`].
pub async fn by_id(db: &impl Door, id: CompanyId) -> Result<Option<CompanyRow>, DbError> {
    get(db, Some(id), None).await
}

/// A company, by its slug.
///
/// # Errors
/// [`DbError`].
pub async fn by_slug(db: &impl Door, slug: &str) -> Result<Option<CompanyRow>, DbError> {
    get(db, None, Some(slug)).await
}

async fn get(
    db: &impl Door,
    id: Option<CompanyId>,
    slug: Option<&str>,
) -> Result<Option<CompanyRow>, DbError> {
    let statement = GET.when(&[("by_id", id.is_some()), ("by_slug", id.is_none())]);
    db.maybe(statement, args![id => UUID, slug => TEXT]).await
}

/// The company that a user owns.
///
/// # Errors
/// [`DbError`].
pub async fn of_owner(db: &impl Door, owner: UserId) -> Result<Option<OwnedRow>, DbError> {
    db.maybe(&OF_OWNER, args![owner => UUID]).await
}

/// Locks a company until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door, id: CompanyId) -> Result<Option<LockedRow>, DbError> {
    tx.maybe(&LOCK, args![id => UUID]).await
}

/// What is written of a company that is there.
///
/// # Errors
/// [`DbError`].
pub async fn fields(tx: &impl Door, id: CompanyId) -> Result<FieldsRow, DbError> {
    tx.one(&FIELDS, args![id => UUID]).await
}

/// Adds a company.
///
/// # Errors
/// [`DbError::Taken`] with `companies_slug_key` or `companies_owner_user_id_key`.
pub async fn insert(
    tx: &impl Door,
    id: CompanyId,
    owner: UserId,
    slug: &str,
    new: &FieldsRow,
) -> Result<(), DbError> {
    tx.run(&INSERT, args![
        id => UUID, owner => UUID, slug => TEXT, new.name => TEXT, new.website => TEXT, new.description => TEXT,
        new.logo_url => TEXT, new.header_image_url => TEXT, new.industry => TEXT, new.company_size => TEXT,
        new.location => TEXT, new.locations => TEXT_ARRAY, new.founded_year => INT4, new.mission => TEXT,
        new.benefits => TEXT_ARRAY, new.culture_description => TEXT, new.tech_stack => TEXT_ARRAY,
        new.linkedin_url => TEXT, new.twitter_url => TEXT, new.github_url => TEXT, new.is_verified => BOOL,
    ])
    .await
}

/// Edits a company.
///
/// # Errors
/// [`DbError`].
pub async fn update(tx: &impl Door, id: CompanyId, new: &FieldsRow) -> Result<(), DbError> {
    tx.run(&UPDATE, args![
        id => UUID, new.name => TEXT, new.website => TEXT, new.description => TEXT, new.logo_url => TEXT,
        new.header_image_url => TEXT, new.industry => TEXT, new.company_size => TEXT, new.location => TEXT,
        new.locations => TEXT_ARRAY, new.founded_year => INT4, new.mission => TEXT, new.benefits => TEXT_ARRAY,
        new.culture_description => TEXT, new.tech_stack => TEXT_ARRAY, new.linkedin_url => TEXT,
        new.twitter_url => TEXT, new.github_url => TEXT, new.is_verified => BOOL,
    ])
    .await
}
