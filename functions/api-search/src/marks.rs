//! From marked texts to segments: clients show matches without ever taking a text for markup.

use neurmatic_db::search::{MATCH_BEGIN, MATCH_END};
use schemars::JsonSchema;
use serde::Serialize;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Segment {
    /// The text, as it was written: escape it when you show it.
    pub(crate) text: String,
    /// Whether it matches what was sought.
    pub(crate) is_match: bool,
}

/// The segments of a marked text, in its order; none is empty, and matches without a gap are one.
pub(crate) fn segments(marked: &str) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut push = |text: &str, is_match| match segments.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.is_match == is_match => last.text.push_str(text),
        _ => segments.push(Segment { text: text.to_owned(), is_match }),
    };
    let mut parts = marked.split(MATCH_BEGIN);
    push(parts.next().unwrap_or_default(), false);
    for part in parts {
        let (matched, after) = part.split_once(MATCH_END).unwrap_or((part, ""));
        push(matched, true);
        push(after, false);
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(marked: &str) -> Vec<(String, bool)> {
        segments(marked).into_iter().map(|segment| (segment.text, segment.is_match)).collect()
    }

    #[test]
    fn a_text_falls_into_what_matches_and_what_does_not() {
        assert_eq!(read("a plain text"), [("a plain text".to_owned(), false)]);
        assert_eq!(
            read("the \u{1}best\u{2} of <b>\u{1}all\u{2}"),
            [("the ".into(), false), ("best".into(), true), (" of <b>".into(), false), ("all".into(), true)]
        );
        assert_eq!(read("\u{1}m\u{2}\u{1}-1.5\u{2}"), [("m-1.5".to_owned(), true)]);
        assert_eq!(read(""), []);
    }
}
