//! What the caller was told.

use axum::extract::State;
use neurmatic_core::words::NotificationType;
use neurmatic_db::notifications::{self, Filter, Window};
use neurmatic_http::{Caller, Page, PageRequest, Position, Problem, Query, Services};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::out::{NotificationCard, NotificationsOut};

/// What the list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct NotificationsQuery {
    /// Of this type only.
    r#type: Option<NotificationType>,
    /// Unread ones only.
    unread_only: bool,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// The caller's notifications. The total of one type isn't counted.
pub(crate) async fn list_notifications(
    State(app): State<Services>,
    caller: Caller,
    Query(query): Query<NotificationsQuery>,
) -> Result<Page<NotificationsOut>, Problem> {
    let filter = Filter { unread: query.unread_only, kind: query.r#type };
    let binding = format!("{} {filter:?}", caller.user);
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &binding)?;
    let window = Window {
        after: page.after().map(|p| (p.key, p.id)),
        offset: page.offset(),
        limit: page.rows_wanted(),
    };
    let mut rows = notifications::list(&app.db, caller.user, filter, window).await?;
    let total = match filter.kind {
        Some(_) => None,
        None => {
            let counts = notifications::counts(&app.db, caller.user).await?;
            Some(i64::from(if filter.unread { counts.unread_count } else { counts.shown_count }))
        }
    };
    let pagination = page.paginate(&mut rows, total, |row| Position { key: row.key, id: row.id.0 });
    let notifications = rows.into_iter().map(NotificationCard::from).collect();
    Page::of(&NotificationsOut { notifications }, &pagination)
}
