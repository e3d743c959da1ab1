//! Paging: keyset cursors bound to what they were made for, and page numbers as far as they are cheap.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::problem::Problem;

/// Items of a page when the client names no number.
pub const LIMIT_DEFAULT: u32 = 20;

/// Items of a page at most.
pub const LIMIT_MAX: u32 = 100;

/// How far into a list page numbers reach: each skipped row is read.
const OFFSET_MAX: u32 = 1000;

/// Where a list goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// Items of this page at most.
    pub limit: u32,
    /// Send it as `cursor` for the next page; null on the last one.
    pub next_cursor: Option<String>,
    /// The number of this page; null when it was reached by a cursor.
    pub page: Option<u32>,
    /// Items of the whole list; null when that isn't known without counting them.
    pub total: Option<i64>,
}

/// What a client asks of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// Items wanted.
    pub limit: u32,
    /// Where to begin.
    pub from: From,
    binding: [u8; 8],
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// After this position.
    After(Position),
    /// At a page, by its number from 1.
    Page(u32),
}

/// A row's place in a sorted list: its sort key, and its id where keys are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The sort key: a count, or microseconds since 1970.
    pub key: i64,
    /// The row's id.
    pub id: Uuid,
}

impl PageRequest {
    /// Reads the three parameters. `bound_to` is the list's sort and filters in a canonical form: a cursor of another
    /// list is refused.
    ///
    /// # Errors
    /// When one is out of range, or the cursor isn't one of this list.
    pub fn new(
        limit: Option<u32>,
        cursor: Option<&str>,
        page: Option<u32>,
        bound_to: &str,
    ) -> Result<Self, Problem> {
        let limit = limit.unwrap_or(LIMIT_DEFAULT);
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(Problem::parameter(
                "/query/limit",
                "out_of_range",
                format!("must be 1 to {LIMIT_MAX}"),
            ));
        }
        let mut binding = [0; 8];
        for (to, from) in binding.iter_mut().zip(digest(&SHA256, bound_to.as_bytes()).as_ref()) {
            *to = *from;
        }
        let from = match (cursor, page) {
            (Some(_), Some(_)) => {
                return Err(Problem::parameter(
                    "/query/page",
                    "conflict",
                    "send either cursor or page, not both",
                ));
            }
            (Some(cursor), None) => From::After(position_of(cursor, binding)?),
            (None, page) => From::Page(checked_page(page.unwrap_or(1), limit)?),
        };
        Ok(Self { limit, from, binding })
    }

    /// Rows to ask for: one more than wanted, which tells whether there is a next page.
    #[must_use]
    pub fn rows_wanted(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// Rows to skip.
    #[must_use]
    pub fn offset(&self) -> i64 {
        match self.from {
            From::After(_) => 0,
            From::Page(page) => i64::from(page - 1) * i64::from(self.limit),
        }
    }

    /// The position to begin after, if a cursor named one.
    #[must_use]
    pub fn after(&self) -> Option<Position> {
        match self.from {
            From::After(position) => Some(position),
            From::Page(_) => None,
        }
    }

    /// Cuts `rows` to the page and says where the list goes on.
    pub fn paginate<T>(
        &self,
        rows: &mut Vec<T>,
        total: Option<i64>,
        position: impl Fn(&T) -> Position,
    ) -> Pagination {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|last| self.cursor(position(last)));
        let page = match self.from {
            From::After(_) => None,
            From::Page(page) => Some(page),
        };
        Pagination { limit: self.limit, next_cursor, page, total }
    }

    fn cursor(&self, position: Position) -> String {
        let mut bytes = Vec::with_capacity(32);
        bytes.extend_from_slice(&self.binding);
        bytes.extend_from_slice(&position.key.to_be_bytes());
        bytes.extend_from_slice(position.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

fn checked_page(page: u32, limit: u32) -> Result<u32, Problem> {
    let fits = page.checked_mul(limit).is_some_and(|last| last <= OFFSET_MAX);
    if page >= 1 && (fits || page == 1) {
        return Ok(page);
    }
    let detail =
        format!("must be at least 1, and page × limit at most {OFFSET_MAX}; beyond that follow nextCursor");
    Err(Problem::parameter("/query/page", "out_of_range", detail))
}

fn position_of(cursor: &str, binding: [u8; 8]) -> Result<Position, Problem> {
    let bytes: Option<[u8; 32]> = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| bytes.try_into().ok());
    let parts = bytes.and_then(|bytes| {
        let (bound, rest) = bytes.split_first_chunk::<8>()?;
        let (key, id) = rest.split_first_chunk::<8>()?;
        Some((*bound, i64::from_be_bytes(*key), Uuid::from_slice(id).ok()?))
    });
    match parts {
        Some((bound, key, id)) if bound == binding => Ok(Position { key, id }),
        Some(_) => Err(Problem::parameter(
            "/query/cursor",
            "cursor_mismatch",
            "belongs to a list with another sort or other filters",
        )),
        None => {
            Err(Problem::parameter("/query/cursor", "invalid", "must be the nextCursor of an earlier page"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(limit: u32) -> PageRequest {
        PageRequest::new(Some(limit), None, None, "publishedAt category=x").unwrap()
    }

    #[test]
    fn a_cursor_leads_to_the_position_it_was_made_of() {
        let rows: Vec<i64> = (0..21).collect();
        let position = |key: &i64| Position { key: *key, id: Uuid::from_u128(7) };
        let mut page = rows;
        let pagination = first(20).paginate(&mut page, Some(100), position);
        assert_eq!((page.len(), pagination.page, pagination.total), (20, Some(1), Some(100)));
        let next =
            PageRequest::new(Some(20), pagination.next_cursor.as_deref(), None, "publishedAt category=x")
                .unwrap();
        assert_eq!(next.after(), Some(Position { key: 19, id: Uuid::from_u128(7) }));
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        let pagination = first(20).paginate(&mut vec![1, 2], None, |_| Position { key: 0, id: Uuid::nil() });
        assert_eq!(pagination.next_cursor, None);
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let cursor =
            first(1).paginate(&mut vec![1, 2], None, |_| Position { key: 0, id: Uuid::nil() }).next_cursor;
        let problem = PageRequest::new(None, cursor.as_deref(), None, "viewCount").unwrap_err();
        assert_eq!(problem.errors[0].code, "cursor_mismatch");
        assert_eq!(PageRequest::new(None, Some("AAAA"), None, "").unwrap_err().errors[0].code, "invalid");
    }

    #[test]
    fn page_numbers_reach_as_far_as_a_thousand_rows() {
        assert_eq!(PageRequest::new(Some(100), None, Some(10), "").unwrap().offset(), 900);
        for (limit, page) in [(100, 11), (20, 0), (20, u32::MAX), (0, 1), (101, 1)] {
            assert!(PageRequest::new(Some(limit), None, Some(page), "").is_err(), "{limit} {page}");
        }
    }
}
