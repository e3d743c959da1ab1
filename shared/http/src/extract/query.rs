//! The query string: named parameters, no unknown ones, none twice.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The longest query string that is read, in bytes.
const QUERY_BYTES_MAX: usize = 4096;

/// The parsed query string.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parse(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    if query.len() > QUERY_BYTES_MAX {
        return Err(Problem::parameter(
            "/query",
            "too_long",
            format!("must be at most {QUERY_BYTES_MAX} bytes long"),
        ));
    }
    if let Some((name, _)) = form_urlencoded::parse(query.as_bytes())
        .find(|(name, value)| name.contains('\0') || value.contains('\0'))
    {
        return Err(Problem::parameter(
            format!("/query/{name}").replace('\0', ""),
            "nul_character",
            "must not hold the character U+0000",
        ));
    }
    let fields = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(fields).map_err(|error| {
        let path = error.path().to_string();
        let pointer = if path == "." { "/query".to_owned() } else { format!("/query/{path}") };
        Problem::parameter(pointer, "invalid", error.into_inner().to_string())
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default, deny_unknown_fields)]
    struct Wanted {
        limit: Option<u32>,
        featured: Option<bool>,
    }

    #[test]
    fn false_means_false() {
        assert_eq!(
            parse::<Wanted>("featured=false&limit=3").unwrap(),
            Wanted { limit: Some(3), featured: Some(false) }
        );
    }

    #[test]
    fn a_fault_names_its_parameter() {
        for (query, pointer) in [
            ("limit=x", "/query/limit"),
            ("nope=1", "/query/nope"),
            ("limit=%00", "/query/limit"),
            ("limit=1&limit=2", "/query"),
        ] {
            let problem = parse::<Wanted>(query).unwrap_err();
            assert_eq!(
                (problem.status.as_u16(), problem.errors[0].pointer.as_str()),
                (400, pointer),
                "{query}"
            );
        }
    }
}
