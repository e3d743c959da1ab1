//! The one spelling of a path.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::refusal::Refusal;

/// The longest path that is read, in bytes: the longest slug is 255.
pub(crate) const BYTES_MAX: usize = 1_024;

/// The path as everybody writes it from here on: unreserved characters bare, others encoded in capitals.
///
/// # Errors
/// What could be read otherwise: by whom decodes it once more, or joins, cuts or climbs at other characters.
pub(crate) fn canonical(path: &str) -> Result<Cow<'_, str>, Refusal> {
    if path.len() > BYTES_MAX {
        return Err(Refusal::PathTooLong);
    }
    let path = if path.bytes().all(|byte| is_unreserved(byte) || byte == b'/') {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(respelled(path)?)
    };
    let mut segments = path.split('/');
    if !path.starts_with('/') || segments.next() != Some("") {
        return Err(Refusal::AmbiguousPath);
    }
    let mut empty_before = false;
    for segment in segments {
        if empty_before || matches!(segment, "." | "..") {
            return Err(Refusal::AmbiguousPath);
        }
        empty_before = segment.is_empty();
    }
    Ok(path)
}

fn respelled(path: &str) -> Result<String, Refusal> {
    let mut spelled = String::with_capacity(path.len() + 8);
    let mut bytes = path.bytes();
    let mut decoded = alloc::vec::Vec::with_capacity(path.len());
    while let Some(byte) = bytes.next() {
        let encoded = byte == b'%';
        let byte = if encoded { decode(&mut bytes)? } else { byte };
        decoded.push(byte);
        let cuts = matches!(byte, b'\\' | b';' | b'?' | b'#' | b'%') || (encoded && byte == b'/');
        if cuts || byte.is_ascii_control() || (!encoded && !stands_bare(byte)) {
            return Err(Refusal::AmbiguousPath);
        }
        if is_unreserved(byte) || byte == b'/' || (stands_bare(byte) && !encoded) {
            spelled.push(char::from(byte));
        } else {
            encode(byte, &mut spelled);
        }
    }
    if core::str::from_utf8(&decoded).is_err() {
        return Err(Refusal::BadEncoding(None));
    }
    Ok(spelled)
}

/// The byte that two hexadecimal digits stand for.
pub(crate) fn decode(bytes: &mut impl Iterator<Item = u8>) -> Result<u8, Refusal> {
    let mut digit = || {
        let digit = char::from(bytes.next()?).to_digit(16)?;
        u8::try_from(digit).ok()
    };
    match (digit(), digit()) {
        (Some(high), Some(low)) => Ok(high << 4 | low),
        _ => Err(Refusal::BadEncoding(None)),
    }
}

pub(crate) fn encode(byte: u8, into: &mut String) {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0').to_ascii_uppercase();
    into.extend(['%', digit(byte >> 4), digit(byte & 15)]);
}

/// Characters that mean the same encoded or not (RFC 3986, 2.3).
pub(crate) const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Characters that may stand in a segment as they are; `;` could, but cuts for some.
const fn stands_bare(byte: u8) -> bool {
    is_unreserved(byte)
        || matches!(
            byte,
            b'/' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b'=' | b':' | b'@'
        )
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    #[test]
    fn a_plain_path_is_not_copied() {
        assert!(matches!(canonical("/api/v1/articles/a-b_c.d~e"), Ok(Cow::Borrowed(_))));
        assert_eq!(canonical("/").unwrap(), "/");
        assert_eq!(canonical("/api/v1/performance/").unwrap(), "/api/v1/performance/");
    }

    #[test]
    fn spellings_of_the_same_path_become_one() {
        for path in ["/api/v1/a%72ticles", "/%61pi/v1/articles", "/api/v1/%61%72ticles"] {
            assert_eq!(canonical(path).unwrap(), "/api/v1/articles", "{path}");
        }
        assert_eq!(canonical("/tag/%c3%a9%20x").unwrap(), "/tag/%C3%A9%20x");
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused() {
        for path in [
            "",
            "articles",
            "//",
            "/a//b",
            "//a",
            "/a/../b",
            "/a/..",
            "/.",
            "/a/%2e%2e/b",
            "/a/.%2E",
            "/a%2fb",
            "/a%2Fb",
            "/a\\b",
            "/a%5cb",
            "/a;b=c",
            "/a%3bb",
            "/a%00",
            "/a%0d%0aX",
            "/a\u{7f}",
            "/a b",
            "/a?b",
            "/a#b",
            "/a%23b",
            "/a%3fb",
            "/a%25252e",
            "/a%252e",
            "/é",
            "/a\"b",
            "/a<b>",
            "/a|b",
            "/a^b",
            "/a`b",
            "/a{b}",
        ] {
            assert_eq!(canonical(path), Err(Refusal::AmbiguousPath), "{path:?}");
        }
        for path in ["/%", "/%4", "/%zz", "/a%ff", "/%c3%28", "/%e2%82"] {
            assert_eq!(canonical(path), Err(Refusal::BadEncoding(None)), "{path:?}");
        }
        assert_eq!(canonical(&std::format!("/{}", "a".repeat(BYTES_MAX))), Err(Refusal::PathTooLong));
    }
}
