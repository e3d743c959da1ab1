//! Reading articles. Only published ones, unless a function says otherwise.

use jiff::Timestamp;
use neurmatic_core::ids::{ArticleId, CategoryId, ModelId, TagId, UserId};
use neurmatic_core::words::{ArticleStatus, ContentFormat, Difficulty};
use postgres_types::Json;
use serde::Deserialize;
use uuid::Uuid;

use crate::{DbError, Door, Statement, args, queries, rows};

queries! { "articles":
    CARDS = "cards",
    EXISTS = "exists",
    FEED = "feed",
    GET = "get",
    LIST = "list",
    POPULAR = "popular",
    RELATED = "related",
    SEARCH = "search",
    TOTAL = "total",
    TRENDING = "trending",
}

/// The most that [`count`] counts.
pub const COUNT_MAX: i64 = 10_000;

/// A tag as an article shows it.
#[derive(Clone, Debug, Deserialize)]
pub struct TagLink {
    /// Its id.
    pub id: TagId,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A model as an article shows it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelLink {
    /// Its id.
    pub id: ModelId,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether the article is mainly about it.
    pub is_primary: bool,
}

rows! {
    /// An article's place in a sorted list.
    pub struct PlaceRow {
        /// The article.
        pub id: ArticleId,
        /// Its sort key: microseconds since 1970, a count, or its rank among the matches of a search.
        pub key: i64,
    }

    /// What a list shows of an article.
    pub struct CardRow {
        /// Its id.
        pub id: ArticleId,
        /// Its slug.
        pub slug: String,
        /// Its title.
        pub title: String,
        /// Its summary.
        pub summary: String,
        /// Its picture.
        pub featured_image_url: Option<String>,
        /// Its author, if it is a user.
        pub author_id: Option<UserId>,
        /// The author's username.
        pub author_username: Option<String>,
        /// The author's name as shown.
        pub author_name: Option<String>,
        /// Its category.
        pub category_id: CategoryId,
        /// The category's slug.
        pub category_slug: String,
        /// The category's name.
        pub category_name: String,
        /// Since when it is public.
        pub published_at: Option<Timestamp>,
        /// Who it is for.
        pub difficulty: Option<Difficulty>,
        /// Minutes to read it.
        pub reading_time_minutes: Option<i32>,
        /// How often it was viewed.
        pub view_count: i64,
        /// How many have bookmarked it.
        pub bookmark_count: i32,
        /// Chosen by editors.
        pub is_featured: bool,
        /// Read much this week.
        pub is_trending: bool,
        /// Its tags.
        pub tags: Json<Vec<TagLink>>,
    }

    /// An article whole.
    pub struct ArticleRow {
        /// Its id.
        pub id: ArticleId,
        /// Its slug.
        pub slug: String,
        /// Its title.
        pub title: String,
        /// Its summary.
        pub summary: String,
        /// Its content, as it was sent.
        pub content: String,
        /// How the content is written.
        pub content_format: ContentFormat,
        /// Its picture.
        pub featured_image_url: Option<String>,
        /// Its author, if it is a user.
        pub author_id: Option<UserId>,
        /// The author's username.
        pub author_username: Option<String>,
        /// The author's name as shown.
        pub author_name: Option<String>,
        /// Where it comes from.
        pub source_url: Option<String>,
        /// Its category.
        pub category_id: CategoryId,
        /// The category's slug.
        pub category_slug: String,
        /// The category's name.
        pub category_name: String,
        /// Where it is on its way to the readers.
        pub status: ArticleStatus,
        /// When it will be published.
        pub scheduled_at: Option<Timestamp>,
        /// Since when it is public.
        pub published_at: Option<Timestamp>,
        /// When readers last saw other words.
        pub edited_at: Option<Timestamp>,
        /// Who it is for.
        pub difficulty: Option<Difficulty>,
        /// Minutes to read it.
        pub reading_time_minutes: Option<i32>,
        /// How often it was viewed.
        pub view_count: i64,
        /// How many have bookmarked it.
        pub bookmark_count: i32,
        /// How often it was shared.
        pub share_count: i32,
        /// Its title for search engines.
        pub meta_title: Option<String>,
        /// Its description for search engines.
        pub meta_description: Option<String>,
        /// Chosen by editors.
        pub is_featured: bool,
        /// Read much this week.
        pub is_trending: bool,
        /// Grows with every edit.
        pub revision: i64,
        /// When it was begun.
        pub created_at: Timestamp,
        /// When it was last edited.
        pub updated_at: Timestamp,
        /// Its tags.
        pub tags: Json<Vec<TagLink>>,
        /// The models it is about, the primary one first.
        pub models: Json<Vec<ModelLink>>,
    }

    /// An article in a feed.
    pub struct FeedRow {
        /// Its slug.
        pub slug: String,
        /// Its title.
        pub title: String,
        /// Its summary.
        pub summary: String,
        /// The author's name as shown.
        pub author_name: Option<String>,
        /// The category's name.
        pub category_name: String,
        /// Since when it is public.
        pub published_at: Timestamp,
        /// When readers last saw other words.
        pub changed_at: Timestamp,
    }
}

/// How a list is sorted; always downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The newest first.
    PublishedAt,
    /// The most viewed first.
    ViewCount,
    /// The most bookmarked first.
    BookmarkCount,
}

/// Which articles a list holds; all filters must hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of one of these categories; empty: of any.
    pub categories: Vec<CategoryId>,
    /// With all of these tags, the least used first.
    pub tags: Vec<TagId>,
    /// About this model.
    pub model: Option<ModelId>,
    /// By this author.
    pub author: Option<UserId>,
    /// For these readers.
    pub difficulty: Option<Difficulty>,
    /// Only those chosen by editors.
    pub featured: bool,
    /// Only those read much this week.
    pub trending: bool,
    /// Matching this text, in the language of web searches.
    pub q: Option<String>,
}

/// Where a list begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Window {
    /// After this sort key and id.
    pub after: Option<(i64, Uuid)>,
    /// Rows to skip.
    pub offset: i64,
    /// Rows wanted.
    pub limit: i64,
}

impl Filter {
    fn flags(&self) -> [(&'static str, bool); 10] {
        [
            ("category", self.categories.len() == 1),
            ("categories", self.categories.len() > 1),
            ("tag", !self.tags.is_empty()),
            ("more_tags", self.tags.len() > 1),
            ("model", self.model.is_some()),
            ("author", self.author.is_some()),
            ("difficulty", self.difficulty.is_some()),
            ("featured", self.featured),
            ("trending", self.trending),
            ("q", self.q.is_some()),
        ]
    }

    /// The index that gives the newest first: the tag's, the model's, or the articles' own.
    fn newest_by(&self) -> &'static str {
        match (self.tags.is_empty(), self.model) {
            (false, _) => "tag",
            (true, Some(_)) => "model",
            (true, None) => "published",
        }
    }
}

/// The statement of a list, for whoever runs, explains or measures it.
#[must_use]
pub fn list_statement(filter: &Filter, sort: Sort, after: bool) -> Statement {
    let order = match sort {
        Sort::PublishedAt => filter.newest_by(),
        Sort::ViewCount => "views",
        Sort::BookmarkCount => "bookmarks",
    };
    LIST.when(&list_flags(filter, false, Some(order), after))
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
    let key_time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    let arguments = ListArguments::of(filter);
    db.rows(statement, args![
        window.limit => INT8, window.offset => INT8, arguments.unused => TEXT,
        arguments.category => UUID, filter.categories => UUID_ARRAY, arguments.tag => UUID, filter.tags => UUID_ARRAY,
        filter.model => UUID, filter.author => UUID, filter.difficulty => TEXT, filter.q => TEXT,
        key_time => TIMESTAMPTZ, key => INT8, id => UUID,
    ])
    .await
}

/// The statement of a count, likewise.
#[must_use]
pub fn count_statement(filter: &Filter) -> Statement {
    LIST.when(&list_flags(filter, true, None, false))
}

/// The statement of a search, likewise.
#[must_use]
pub fn search_statement(filter: &Filter) -> Statement {
    let order = filter.newest_by();
    let mut flags = filter.flags().to_vec();
    flags.extend([
        ("by_published", order == "published"),
        ("by_tag", order == "tag"),
        ("by_model", order == "model"),
    ]);
    SEARCH.when(&flags)
}

/// How many articles a filter finds, at most [`COUNT_MAX`] + 1: for totals that no counter keeps.
///
/// # Errors
/// [`DbError`].
pub async fn count(db: &impl Door, filter: &Filter) -> Result<i64, DbError> {
    let statement = count_statement(filter);
    let (limit, offset, key, id) = (COUNT_MAX + 1, 0_i64, 0_i64, Uuid::nil());
    let arguments = ListArguments::of(filter);
    db.one(statement, args![
        limit => INT8, offset => INT8, arguments.unused => TEXT,
        arguments.category => UUID, filter.categories => UUID_ARRAY, arguments.tag => UUID, filter.tags => UUID_ARRAY,
        filter.model => UUID, filter.author => UUID, filter.difficulty => TEXT, filter.q => TEXT,
        Timestamp::UNIX_EPOCH => TIMESTAMPTZ, key => INT8, id => UUID,
    ])
    .await
}

/// The ids of a page of what matches the filter's text, best first. Knows no `after`: ranks move.
///
/// # Errors
/// [`DbError`].
pub async fn search(db: &impl Door, filter: &Filter, window: Window) -> Result<Vec<PlaceRow>, DbError> {
    let statement = search_statement(filter);
    let arguments = ListArguments::of(filter);
    db.rows(statement, args![
        window.limit => INT8, window.offset => INT8, filter.q => TEXT,
        arguments.category => UUID, filter.categories => UUID_ARRAY, arguments.tag => UUID, filter.tags => UUID_ARRAY,
        filter.model => UUID, filter.author => UUID, filter.difficulty => TEXT,
    ])
    .await
}

struct ListArguments {
    category: Option<CategoryId>,
    tag: Option<TagId>,
    unused: Option<String>,
}

impl ListArguments {
    fn of(filter: &Filter) -> Self {
        Self { category: filter.categories.first().copied(), tag: filter.tags.first().copied(), unused: None }
    }
}

const ORDERS: [(&str, &str, &str); 5] = [
    ("published", "by_published", "after_published"),
    ("tag", "by_tag", "after_tag"),
    ("model", "by_model", "after_model"),
    ("views", "by_views", "after_views"),
    ("bookmarks", "by_bookmarks", "after_bookmarks"),
];

fn list_flags(filter: &Filter, count: bool, order: Option<&str>, after: bool) -> Vec<(&'static str, bool)> {
    let mut flags = filter.flags().to_vec();
    flags.push(("count", count));
    for (name, by, beyond) in ORDERS {
        let chosen = order == Some(name);
        flags.push((by, chosen));
        flags.push((beyond, chosen && after));
    }
    flags
}

/// What lists show of these articles, in this order. Ids that aren't there any more are left out.
///
/// # Errors
/// [`DbError`].
pub async fn cards(db: &impl Door, ids: &[ArticleId]) -> Result<Vec<CardRow>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    db.rows(&CARDS, args![ids => UUID_ARRAY]).await
}

/// A published article, by its id.
///
/// # Errors
/// [`DbError`].
pub async fn published_by_id(db: &impl Door, id: ArticleId) -> Result<Option<ArticleRow>, DbError> {
    get(db, Some(id), None, true).await
}

/// A published article, by its slug.
///
/// # Errors
/// [`DbError`].
pub async fn published_by_slug(db: &impl Door, slug: &str) -> Result<Option<ArticleRow>, DbError> {
    get(db, None, Some(slug), true).await
}

/// An article in any state.
///
/// # Errors
/// [`DbError`].
pub async fn any_by_id(db: &impl Door, id: ArticleId) -> Result<Option<ArticleRow>, DbError> {
    get(db, Some(id), None, false).await
}

/// The statement of one article, for whoever runs, explains or measures it.
#[must_use]
pub fn get_statement(by_id: bool, published: bool) -> Statement {
    GET.when(&[("by_id", by_id), ("by_slug", !by_id), ("published", published)])
}

async fn get(
    db: &impl Door,
    id: Option<ArticleId>,
    slug: Option<&str>,
    published: bool,
) -> Result<Option<ArticleRow>, DbError> {
    let statement = get_statement(id.is_some(), published);
    db.maybe(statement, args![id => UUID, slug => TEXT]).await
}

/// Ids of up to six articles like one; none when it isn't published.
///
/// # Errors
/// [`DbError`].
pub async fn related(db: &impl Door, id: ArticleId) -> Result<Vec<ArticleId>, DbError> {
    ids(db.rows(&RELATED, args![id => UUID]).await)
}

/// Ids of what is read most this week.
///
/// # Errors
/// [`DbError`].
pub async fn trending(db: &impl Door, limit: i64) -> Result<Vec<ArticleId>, DbError> {
    ids(db.rows(&TRENDING, args![limit => INT8]).await)
}

/// Ids of the most viewed.
///
/// # Errors
/// [`DbError`].
pub async fn popular(db: &impl Door, limit: i64) -> Result<Vec<ArticleId>, DbError> {
    ids(db.rows(&POPULAR, args![limit => INT8]).await)
}

fn ids(found: Result<Vec<Uuid>, DbError>) -> Result<Vec<ArticleId>, DbError> {
    found.map(|ids| ids.into_iter().map(ArticleId).collect())
}

/// The newest, for feeds and sitemaps; of these categories, or of all when there are none.
///
/// # Errors
/// [`DbError`].
pub async fn feed(db: &impl Door, categories: &[CategoryId], limit: i64) -> Result<Vec<FeedRow>, DbError> {
    let statement = FEED.when(&[("categories", !categories.is_empty())]);
    db.rows(statement, args![limit => INT8, categories => UUID_ARRAY]).await
}

/// How many articles are published.
///
/// # Errors
/// [`DbError`].
pub async fn total(db: &impl Door) -> Result<i64, DbError> {
    db.one(&TOTAL, args![]).await
}

/// Whether readers can see an article.
///
/// # Errors
/// [`DbError`].
pub async fn is_published(db: &impl Door, id: ArticleId) -> Result<bool, DbError> {
    db.one(&EXISTS, args![id => UUID]).await
}
