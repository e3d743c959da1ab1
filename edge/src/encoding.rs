//! The encoding that is asked of the origin for a visitor: one of three, so that an entry exists three times at most.

/// The best encoding of ours that a visitor takes.
pub(crate) fn best(accept_encoding: Option<&str>) -> &'static str {
    let accepted = accept_encoding.unwrap_or_default();
    let takes = |wanted: &str| {
        accepted.split(',').any(|item| {
            let (name, weight) = item.split_once(';').unwrap_or((item, ""));
            name.trim().eq_ignore_ascii_case(wanted) && !is_zero(weight)
        })
    };
    if takes("br") {
        "br"
    } else if takes("gzip") {
        "gzip"
    } else {
        "identity"
    }
}

fn is_zero(weight: &str) -> bool {
    weight.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse() == Ok(0.0_f32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_gets_the_best_that_it_takes() {
        for (accepted, wanted) in [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip;q=0.5", "gzip"),
            ("GZIP", "gzip"),
            ("br;q=0, gzip", "gzip"),
            ("br; q=0.0", "identity"),
            ("x-gzip, brotli", "identity"),
            ("", "identity"),
        ] {
            assert_eq!(best(Some(accepted)), wanted, "{accepted}");
        }
        assert_eq!(best(None), "identity");
    }
}
