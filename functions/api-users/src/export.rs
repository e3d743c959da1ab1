//! All that belongs to the caller, as JSON. What there is much of comes page by page: an answer of a function has at most
//! six megabytes.

use std::collections::BTreeMap;

use axum::extract::State;
use neurmatic_core::ids::UserId;
use neurmatic_db::Db;
use neurmatic_db::export::{self, SECTIONS};
use neurmatic_http::{Caller, Page, Pagination, Problem, Query};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::Users;

/// A page is full when it holds so much, in bytes; what was read last may make it larger by 4 MiB.
const PAGE_BYTES: usize = 1024 * 1024;

/// Statements for one page at most.
const READS_MAX: usize = 19;

/// Which page is wanted.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ExportQuery {
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
}

/// A page of all that belongs to somebody.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(crate) struct ExportOut {
    /// Things by the part that they belong to, such as `profile` or `replies`; a part may go on on the next page.
    parts: BTreeMap<String, Vec<Value>>,
}

/// Where an export goes on: in a section, after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    section: usize,
    after: Uuid,
}

/// All that belongs to the caller.
pub(crate) async fn export_me(
    State(app): State<Users>,
    caller: Caller,
    Query(query): Query<ExportQuery>,
) -> Result<Page<ExportOut>, Problem> {
    let begin = Place { section: 0, after: Uuid::nil() };
    let place = query.cursor.as_deref().map_or(Ok(begin), Place::parse)?;
    let (out, next) = read_from(&app.services.db, caller.user, place).await?;
    let items = out.parts.values().map(Vec::len).sum::<usize>();
    let limit = u32::try_from(items).unwrap_or(u32::MAX);
    Page::of(&out, &Pagination { limit, next_cursor: next.map(Place::cursor), page: None, total: None })
}

/// Reads until a page is full; returns where to go on.
async fn read_from(db: &Db, user: UserId, from: Place) -> Result<(ExportOut, Option<Place>), Problem> {
    let (mut out, mut place, mut bytes) = (ExportOut::default(), from, 0);
    for _ in 0..READS_MAX {
        let Some(section) = SECTIONS.get(place.section) else { return Ok((out, None)) };
        let pieces = export::read(db, section, user, place.after).await?;
        let is_full = section.batch.is_some_and(|batch| i64::try_from(pieces.len()) == Ok(batch));
        place = match pieces.last() {
            Some(last) if is_full => Place { after: last.key, ..place },
            _ => Place { section: place.section + 1, after: Uuid::nil() },
        };
        for piece in pieces {
            bytes += piece.body.to_string().len();
            out.parts.entry(piece.part).or_default().push(piece.body);
        }
        if bytes >= PAGE_BYTES {
            break;
        }
    }
    let is_over = place.section >= SECTIONS.len();
    Ok((out, (!is_over).then_some(place)))
}

impl Place {
    fn cursor(self) -> String {
        format!("{}.{}", self.section, self.after.simple())
    }

    fn parse(cursor: &str) -> Result<Self, Problem> {
        let parts = cursor.split_once('.');
        let place = parts.and_then(|(section, after)| {
            Some(Self { section: section.parse().ok()?, after: Uuid::try_parse(after).ok()? })
        });
        place.filter(|place| place.section < SECTIONS.len()).ok_or_else(|| {
            Problem::parameter("/query/cursor", "invalid", "must be the nextCursor of an earlier page")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_to_the_place_it_was_made_of() {
        let place = Place { section: 3, after: Uuid::from_u128(7) };
        assert_eq!(Place::parse(&place.cursor()).unwrap(), place);
        for bad in ["", "3", "99.00000000000000000000000000000007", "-1.0", "3.x"] {
            assert_eq!(Place::parse(bad).unwrap_err().status.as_u16(), 400, "{bad}");
        }
    }
}
