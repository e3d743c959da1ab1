//! Whether an answer may be kept for others.

use crate::policy::Policy;

/// What is known of an answer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Answer<'a> {
    /// The status.
    pub status: u16,
    /// `Cache-Control`, if there is one.
    pub cache_control: Option<&'a str>,
    /// `Vary`, if there is one.
    pub vary: Option<&'a str>,
    /// Whether it sets a cookie.
    pub sets_cookie: bool,
}

/// Why an answer is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unstored {
    /// Only what was found is kept; an error is answered once.
    Status,
    /// The origin says that it is for one client.
    Private,
    /// It depends on more than the URL and the encoding.
    Varies,
    /// It sets a cookie.
    Cookie,
}

impl Policy {
    /// Whether an answer under this policy may be kept for others.
    ///
    /// # Errors
    /// [`Unstored`]: why not.
    pub fn store(&self, answer: &Answer<'_>) -> Result<(), Unstored> {
        if answer.status != 200 {
            return Err(Unstored::Status);
        }
        if answer.sets_cookie {
            return Err(Unstored::Cookie);
        }
        let words = |value: Option<&'_ str>, forbidden: fn(&str) -> bool| {
            value.unwrap_or_default().split(',').any(|word| {
                let word = word.split('=').next().unwrap_or_default().trim();
                !word.is_empty() && forbidden(word)
            })
        };
        let personal = |word: &str| {
            ["private", "no-store", "no-cache"].iter().any(|said| word.eq_ignore_ascii_case(said))
        };
        if words(answer.cache_control, personal) {
            return Err(Unstored::Private);
        }
        if words(answer.vary, |word| !word.eq_ignore_ascii_case("accept-encoding")) {
            return Err(Unstored::Varies);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::ARTICLE;

    #[test]
    fn only_what_is_the_same_for_everybody_is_kept() {
        let public = Answer {
            status: 200,
            cache_control: Some("public, max-age=300, s-maxage=300"),
            vary: Some("Accept-Encoding"),
            sets_cookie: false,
        };
        assert_eq!(ARTICLE.store(&public), Ok(()));
        for (answer, why) in [
            (Answer { status: 404, ..public }, Unstored::Status),
            (Answer { status: 206, ..public }, Unstored::Status),
            (Answer { status: 503, ..public }, Unstored::Status),
            (Answer { sets_cookie: true, ..public }, Unstored::Cookie),
            (Answer { cache_control: Some("Private"), ..public }, Unstored::Private),
            (Answer { cache_control: Some("public, no-cache=\"set-cookie\""), ..public }, Unstored::Private),
            (Answer { cache_control: Some("max-age=0,no-store"), ..public }, Unstored::Private),
            (Answer { vary: Some("accept-encoding, Cookie"), ..public }, Unstored::Varies),
            (Answer { vary: Some("*"), ..public }, Unstored::Varies),
        ] {
            assert_eq!(ARTICLE.store(&answer), Err(why), "{answer:?}");
        }
    }
}
