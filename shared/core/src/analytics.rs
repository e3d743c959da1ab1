//! What visitors do, as clients tell it: a closed set of kinds, each with its own fields.
//!
//! Deliberately not in here: who did it, and when. No client is believed about that.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::ArticleId;
use crate::words::SharePlatform;

/// The longest reading that is believed, in seconds: a day.
const SECONDS_MAX: u32 = 86_400;

/// The whole page, in percent.
const SCROLL_DEPTH_MAX: u8 = 100;

/// The longest path of a page, in characters.
const PATH_CHARS_MAX: usize = 500;

/// The most that a search can have found.
const RESULT_COUNT_MAX: u32 = 1_000_000;

/// Something that a visitor did. A new kind raises the version of the task that writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum VisitorEvent {
    /// Read an article; told again, the longest reading of a day counts.
    ArticleRead {
        /// The article.
        article_id: ArticleId,
        /// How long, 0 to 86,400.
        seconds: u32,
        /// How far down the page, in percent of it.
        #[serde(default)]
        scroll_depth: Option<u8>,
    },
    /// Passed an article on; counted once a day and platform.
    ArticleShare {
        /// The article.
        article_id: ArticleId,
        /// Where to.
        platform: SharePlatform,
    },
    /// Looked at a page of the site.
    PageView {
        /// Its path, without a query: `/articles`.
        path: String,
    },
    /// Searched. For what isn't asked.
    Search {
        /// How much was found, 0 to 1,000,000.
        result_count: u32,
    },
}

impl VisitorEvent {
    /// What is wrong with it, if anything: the field, a code, and why.
    #[must_use]
    pub fn fault(&self) -> Option<(&'static str, &'static str, &'static str)> {
        match self {
            Self::ArticleRead { seconds, .. } if *seconds > SECONDS_MAX => {
                Some(("seconds", "out_of_range", "must be 0 to 86400"))
            }
            Self::ArticleRead { scroll_depth, .. } if *scroll_depth > Some(SCROLL_DEPTH_MAX) => {
                Some(("scrollDepth", "out_of_range", "must be 0 to 100"))
            }
            Self::PageView { path } if !is_path(path) => Some((
                "path",
                "invalid",
                "must begin with / and hold neither a query nor blanks, in at most 500 characters",
            )),
            Self::Search { result_count } if *result_count > RESULT_COUNT_MAX => {
                Some(("resultCount", "out_of_range", "must be 0 to 1000000"))
            }
            _ => None,
        }
    }
}

fn is_path(path: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#');
    path.starts_with('/') && path.chars().count() <= PATH_CHARS_MAX && !path.contains(is_odd)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ARTICLE: &str = "0198c0de-0000-7000-8000-000000000001";

    fn read(event: Value) -> Result<VisitorEvent, String> {
        serde_json::from_value(event).map_err(|error| error.to_string())
    }

    #[test]
    fn an_event_reads_back_as_itself() {
        for event in [
            json!({"kind": "article_read", "articleId": ARTICLE, "seconds": 90, "scrollDepth": 100}),
            json!({"kind": "article_share", "articleId": ARTICLE, "platform": "hacker_news"}),
            json!({"kind": "page_view", "path": "/articles"}),
            json!({"kind": "search", "resultCount": 0}),
        ] {
            let known = read(event.clone()).unwrap();
            assert_eq!(known.fault(), None, "{event}");
            assert_eq!(serde_json::to_value(&known).unwrap(), event);
        }
    }

    #[test]
    fn an_unknown_kind_and_a_field_of_another_are_told() {
        for (event, told) in [
            (json!({"kind": "keystroke"}), "unknown variant `keystroke`"),
            (json!({"kind": "search", "resultCount": 1, "q": "words"}), "unknown field `q`"),
            (json!({"kind": "article_read", "articleId": ARTICLE}), "missing field `seconds`"),
        ] {
            let error = read(event).unwrap_err();
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn what_cannot_be_is_a_fault_of_its_field() {
        for (event, field) in [
            (json!({"kind": "article_read", "articleId": ARTICLE, "seconds": 86_401}), "seconds"),
            (
                json!({"kind": "article_read", "articleId": ARTICLE, "seconds": 1, "scrollDepth": 101}),
                "scrollDepth",
            ),
            (json!({"kind": "page_view", "path": "articles"}), "path"),
            (json!({"kind": "page_view", "path": "/reset?token=secret"}), "path"),
            (json!({"kind": "page_view", "path": format!("/{}", "a".repeat(500))}), "path"),
            (json!({"kind": "search", "resultCount": 1_000_001}), "resultCount"),
        ] {
            assert_eq!(read(event.clone()).unwrap().fault().map(|(field, ..)| field), Some(field), "{event}");
        }
    }
}
