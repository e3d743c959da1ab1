//! Looking through accounts.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::{AccountType, Role, UserStatus};
use neurmatic_db::accounts::{self, AccountRow, Filter, PlaceRow, Window};
use neurmatic_http::{Page, PageRequest, Position, Problem, Query, Services};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Matches of a text at most: a place beyond isn't reached.
const MATCHES_MAX: i64 = 1_001;

/// What the list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AccountsQuery {
    /// Those of a role.
    role: Option<Role>,
    /// Those of a status.
    status: Option<UserStatus>,
    /// How the name begins, or the whole e-mail address, whatever the case; 1 to 255 characters.
    q: Option<String>,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// Accounts.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AccountsOut {
    /// The newest first; with q by name.
    users: Vec<ManagedAccountOut>,
}

/// An account as administrators see it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ManagedAccountOut {
    /// Its id.
    id: UserId,
    /// Its public name.
    username: String,
    /// Its address.
    email: String,
    /// Whether the address is proven.
    email_verified: bool,
    /// What it may do.
    role: Role,
    /// Whose it is.
    account_type: AccountType,
    /// Whether it may be used.
    status: UserStatus,
    /// When its suspension ends.
    suspended_until: Option<Timestamp>,
    /// How often it was signed in to.
    login_count: i32,
    /// When it was last signed in to.
    last_login_at: Option<Timestamp>,
    /// When it was made.
    created_at: Timestamp,
    /// When it was last changed.
    updated_at: Timestamp,
}

impl From<AccountRow> for ManagedAccountOut {
    fn from(row: AccountRow) -> Self {
        Self {
            id: row.id,
            username: row.username,
            email: row.email,
            email_verified: row.email_verified,
            role: row.role,
            account_type: row.account_type,
            status: row.status,
            suspended_until: row.suspended_until,
            login_count: row.login_count,
            last_login_at: row.last_login_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Accounts.
pub(crate) async fn list_accounts(
    State(app): State<Services>,
    Query(query): Query<AccountsQuery>,
) -> Result<Page<AccountsOut>, Problem> {
    let q = checked_text(query.q.as_deref())?;
    let binding = format!("{:?} {:?} {q:?}", query.role, query.status);
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &binding)?;
    let filter = Filter { role: query.role, status: query.status };
    let window = Window {
        after: page.after().map(|p| (p.key, p.id)),
        offset: page.offset(),
        limit: page.rows_wanted(),
    };
    let mut places = match q {
        None => accounts::list(&app.db, &filter, window).await?,
        Some(q) => {
            // A match's key is its place: what comes after it is what is skipped by it.
            let offset = window.after.map_or(window.offset, |(place, _)| place.clamp(0, MATCHES_MAX));
            accounts::search(&app.db, &filter, q, Window { offset, ..window }).await?
        }
    };
    let position = |place: &PlaceRow| Position { key: place.key, id: place.id.0 };
    let pagination = page.paginate(&mut places, None, position);
    let ids: Vec<UserId> = places.iter().map(|place| place.id).collect();
    let users = accounts::cards(&app.db, &ids).await?.into_iter().map(ManagedAccountOut::from).collect();
    Page::of(&AccountsOut { users }, &pagination)
}

fn checked_text(q: Option<&str>) -> Result<Option<&str>, Problem> {
    let Some(q) = q.map(str::trim) else { return Ok(None) };
    if (1..=255).contains(&q.chars().count()) && !q.contains('\0') {
        return Ok(Some(q));
    }
    Err(Problem::parameter("/query/q", "out_of_range", "must be 1 to 255 characters long, without NUL"))
}
