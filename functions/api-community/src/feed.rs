//! The feed: what is new of what the caller follows. A place of each kind's list, and then the kinds' own cards.

use std::collections::HashMap;

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::{ArticleId, JobId, TopicId};
use neurmatic_core::words::{CategoryVisibility, FeedKind};
use neurmatic_db::feed::{self, FeedPlaceRow};
use neurmatic_db::{Db, articles, forum_topics, jobs};
use neurmatic_http::{Caller, Page, PageRequest, Position, Problem, Query, Services};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where in the feed to begin.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct FeedQuery {
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
}

/// The caller's feed.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FeedOut {
    /// The newest first.
    items: Vec<FeedItemOut>,
}

/// Something new.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FeedItemOut {
    /// What kind of thing.
    r#type: FeedKind,
    /// Its id.
    id: Uuid,
    /// Its slug.
    slug: String,
    /// Its title.
    title: String,
    /// What an article is about, in some sentences; null for the others.
    summary: Option<String>,
    /// Who wrote it, or which company offers it; null when the account is gone.
    by: Option<SourceOut>,
    /// When it was published.
    published_at: Timestamp,
}

/// Who wrote something, or which company offers it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SourceOut {
    /// The user's or company's id; null for an author without an account.
    id: Option<Uuid>,
    /// The user's name at the platform, or the company's slug; null for an author without an account.
    slug: Option<String>,
    /// What to call them.
    name: String,
}

/// What one kind's cards say of an item, before its place is known.
type Items = HashMap<Uuid, FeedItemOut>;

/// The newest articles, topics and jobs of what the caller follows and may see.
pub(crate) async fn list_feed(
    State(app): State<Services>,
    caller: Caller,
    Query(query): Query<FeedQuery>,
) -> Result<Page<FeedOut>, Problem> {
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), None, "feed")?;
    let seen = CategoryVisibility::seen_by(caller.role);
    let after = page.after().map(|position| (position.key, position.id));
    let mut places = feed::list(&app.db, caller.user, seen, after, page.rows_wanted()).await?;
    let pagination = page.paginate(&mut places, None, |place| Position { key: place.key, id: place.id });
    let mut items = articles_of(&app.db, &places).await?;
    items.extend(topics_of(&app.db, &places, seen).await?);
    items.extend(jobs_of(&app.db, &places).await?);
    let items = places.iter().filter_map(|place| items.remove(&place.id)).collect();
    Page::of(&FeedOut { items }, &pagination)
}

fn ids<T>(places: &[FeedPlaceRow], kind: FeedKind, id: fn(Uuid) -> T) -> Vec<T> {
    places.iter().filter(|place| place.kind == kind).map(|place| id(place.id)).collect()
}

async fn articles_of(db: &Db, places: &[FeedPlaceRow]) -> Result<Items, Problem> {
    let cards = articles::cards(db, &ids(places, FeedKind::Article, ArticleId)).await?;
    let item = |card: articles::CardRow| {
        let item = FeedItemOut {
            r#type: FeedKind::Article,
            id: card.id.0,
            slug: card.slug,
            title: card.title,
            summary: Some(card.summary),
            by: card.author_name.map(|name| SourceOut {
                id: card.author_id.map(|id| id.0),
                slug: card.author_username,
                name,
            }),
            published_at: card.published_at?,
        };
        Some((item.id, item))
    };
    Ok(cards.into_iter().filter_map(item).collect())
}

async fn topics_of(db: &Db, places: &[FeedPlaceRow], seen: &[CategoryVisibility]) -> Result<Items, Problem> {
    let cards = forum_topics::cards(db, &ids(places, FeedKind::Topic, TopicId), seen).await?;
    let item = |card: forum_topics::TopicCardRow| {
        let item = FeedItemOut {
            r#type: FeedKind::Topic,
            id: card.id.0,
            slug: card.slug,
            title: card.title,
            summary: None,
            by: card.author_name.map(|name| SourceOut {
                id: card.author_id.map(|id| id.0),
                slug: card.author_username,
                name,
            }),
            published_at: card.created_at,
        };
        (item.id, item)
    };
    Ok(cards.into_iter().map(item).collect())
}

async fn jobs_of(db: &Db, places: &[FeedPlaceRow]) -> Result<Items, Problem> {
    let cards = jobs::cards(db, &ids(places, FeedKind::Job, JobId)).await?;
    let item = |card: jobs::CardRow| {
        let item = FeedItemOut {
            r#type: FeedKind::Job,
            id: card.id.0,
            slug: card.slug,
            title: card.title,
            summary: None,
            by: Some(SourceOut {
                id: Some(card.company_id.0),
                slug: Some(card.company_slug),
                name: card.company_name,
            }),
            published_at: card.published_at?,
        };
        Some((item.id, item))
    };
    Ok(cards.into_iter().filter_map(item).collect())
}
