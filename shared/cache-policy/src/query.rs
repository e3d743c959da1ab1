//! The one spelling of a query.

use alloc::borrow::Cow;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use crate::path::{decode, encode, is_unreserved};
use crate::policy::Policy;
use crate::refusal::Refusal;

/// The longest query that is read, in bytes.
pub(crate) const BYTES_MAX: usize = 4_096;

/// The longest value of a parameter of a cached path, in bytes: cursors are the longest, some 150.
pub(crate) const VALUE_BYTES_MAX: usize = 512;

/// What advertisers hang onto links: it changes no answer.
const TRACKING: &[&str] = &[
    "_ga", "_gl", "dclid", "fbclid", "gbraid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid", "ttclid",
    "twclid", "wbraid", "yclid",
];

/// The same, by how they begin.
const TRACKING_PREFIX: &str = "utm_";

/// The query of a path with a policy: the parameters that it lists, each once, sorted, in one encoding.
pub(crate) fn canonical<'a>(query: &'a str, policy: &Policy) -> Result<Cow<'a, str>, Refusal> {
    if query.is_empty() {
        return Ok(Cow::Borrowed(query));
    }
    let Some(known) = policy.parameters else { return Ok(Cow::Borrowed("")) };
    let mut pairs: Vec<(String, String)> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decoded(name)?;
        if is_tracking(&name) {
            continue;
        }
        let is_text = policy.texts.contains(&name.as_str());
        if !is_text && !known.contains(&name.as_str()) {
            return Err(Refusal::Unknown(shown(&name)));
        }
        if pairs.iter().any(|(seen, _)| *seen == name) {
            return Err(Refusal::Repeated(name));
        }
        let value = decoded(value).map_err(|refusal| refusal.within(&name))?;
        if value.len() > VALUE_BYTES_MAX {
            return Err(Refusal::ValueTooLong(name));
        }
        let value = if is_text { normalised(&value) } else { value };
        pairs.push((name, value));
    }
    pairs.sort_unstable();
    let mut spelled = String::with_capacity(query.len());
    for (name, value) in &pairs {
        if !spelled.is_empty() {
            spelled.push('&');
        }
        spell(name, &mut spelled);
        spelled.push('=');
        spell(value, &mut spelled);
    }
    Ok(if spelled == query { Cow::Borrowed(query) } else { Cow::Owned(spelled) })
}

/// The query of a read without a policy: as it came, less what advertisers hang onto links.
pub(crate) fn without_tracking(query: &str) -> Result<Cow<'_, str>, Refusal> {
    let query = checked(query)?;
    let name_of = |pair: &str| decoded(pair.split_once('=').map_or(pair, |(name, _)| name));
    if !query.split('&').any(|pair| name_of(pair).is_ok_and(|name| is_tracking(&name))) {
        return Ok(query);
    }
    let kept = query.split('&').filter(|pair| name_of(pair).is_ok_and(|name| !is_tracking(&name)));
    Ok(Cow::Owned(kept.collect::<Vec<_>>().join("&")))
}

/// The query of a write: as it came, if it is one.
pub(crate) fn checked(query: &str) -> Result<Cow<'_, str>, Refusal> {
    decoded(query).map(|_| Cow::Borrowed(query))
}

fn is_tracking(name: &str) -> bool {
    name.starts_with(TRACKING_PREFIX) || TRACKING.contains(&name)
}

/// What a name or a value stands for.
fn decoded(text: &str) -> Result<String, Refusal> {
    let mut decoded_bytes = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let byte = match byte {
            b'%' => decode(&mut bytes)?,
            b'+' => b' ',
            b';' | b'#' | b'\\' => return Err(Refusal::BadCharacter(None)),
            byte if byte.is_ascii_graphic() => byte,
            _ => return Err(Refusal::BadCharacter(None)),
        };
        if byte.is_ascii_control() {
            return Err(Refusal::BadCharacter(None));
        }
        decoded_bytes.push(byte);
    }
    String::from_utf8(decoded_bytes).map_err(|_not_utf8| Refusal::BadEncoding(None))
}

/// Words with single spaces, in small letters: a search doesn't tell them apart.
fn normalised(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn spell(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if is_unreserved(byte) || byte == b',' {
            into.push(char::from(byte));
        } else {
            encode(byte, into);
        }
    }
}

/// An unknown name as far as it can be shown: whoever sent it knows the rest.
fn shown(name: &str) -> String {
    const CHARS_MAX: usize = 64;
    name.chars().take(CHARS_MAX).collect::<String>().to_string()
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;
    use crate::table::{ARTICLE, ARTICLE_LIST, ASSET};

    #[test]
    fn a_query_in_its_one_spelling_is_not_copied() {
        for query in ["", "limit=5", "limit=5&tag=a,b", "q=context%20window"] {
            assert!(
                matches!(canonical(query, &ARTICLE_LIST), Ok(Cow::Borrowed(same)) if same == query),
                "{query}"
            );
        }
    }

    #[test]
    fn faults_name_their_parameter() {
        let long = std::format!("cursor={}", "a".repeat(VALUE_BYTES_MAX + 1));
        for (query, refusal) in [
            ("limit=1&limit=2", Refusal::Repeated("limit".into())),
            ("limit=1&%6cimit=1", Refusal::Repeated("limit".into())),
            ("nope=1", Refusal::Unknown("nope".into())),
            ("Limit=1", Refusal::Unknown("Limit".into())),
            ("limit[]=1", Refusal::Unknown("limit[]".into())),
            (&long, Refusal::ValueTooLong("cursor".into())),
            ("limit=1;tag=x", Refusal::BadCharacter(Some("limit".into()))),
            ("limit=1%00", Refusal::BadCharacter(Some("limit".into()))),
            ("limit=1#x", Refusal::BadCharacter(Some("limit".into()))),
            ("tag=é", Refusal::BadCharacter(Some("tag".into()))),
            ("tag=%zz", Refusal::BadEncoding(Some("tag".into()))),
            ("tag=%ff", Refusal::BadEncoding(Some("tag".into()))),
        ] {
            assert_eq!(canonical(query, &ARTICLE_LIST), Err(refusal), "{query}");
        }
        assert_eq!(canonical("limit=1", &ARTICLE), Err(Refusal::Unknown("limit".into())));
    }

    #[test]
    fn files_have_no_parameters_and_lose_them() {
        assert_eq!(canonical("v=3&v=4&%zz", &ASSET).unwrap(), "");
    }

    #[test]
    fn a_personal_read_keeps_its_query_less_the_tracking() {
        assert_eq!(without_tracking("b=2&a=1&a=1").unwrap(), "b=2&a=1&a=1");
        assert_eq!(without_tracking("b=2&utm_source=x&%67clid=7&a=1").unwrap(), "b=2&a=1");
        assert_eq!(without_tracking("a=1;b=2"), Err(Refusal::BadCharacter(None)));
    }

    #[test]
    fn different_parameters_never_meet() {
        let queries = [
            "tag=a%26limit=5",
            "tag=a&limit=5",
            "tag=a%2526limit%3D5",
            "tag=a%3D&limit=5",
            "tag=&limit=5",
            "limit=5",
        ];
        for (n, query) in queries.iter().enumerate() {
            for other in &queries[n + 1..] {
                assert_ne!(
                    canonical(query, &ARTICLE_LIST),
                    canonical(other, &ARTICLE_LIST),
                    "{query} {other}"
                );
            }
        }
    }
}
