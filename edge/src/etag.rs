//! Whether a visitor holds already what would be sent.

/// Whether one of the listed tags is this one, compared weakly: the header is `If-None-Match`.
pub(crate) fn is_held(if_none_match: &str, etag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let etag = bare(etag);
    !etag.is_empty() && if_none_match.split(',').any(|tag| tag.trim() == "*" || bare(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly() {
        for held in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*"] {
            assert!(is_held(held, "\"a\""), "{held}");
            assert!(is_held(held, "W/\"a\""), "{held}");
        }
        assert!(!is_held("\"b\"", "\"a\"") && !is_held("", "\"a\"") && !is_held("*", ""));
    }
}
