//! Formulas and limits of the domain.

/// Words a reader reads in a minute; 225 is the usual figure for prose on a screen.
const READING_WORDS_PER_MINUTE: usize = 225;

/// The longest reading time that is shown, in minutes.
const READING_MINUTES_MAX: usize = 300;

/// Minutes to read `content`, 1–300.
#[must_use]
pub fn reading_minutes(content: &str) -> i32 {
    let minutes =
        content.split_whitespace().count().div_ceil(READING_WORDS_PER_MINUTE).clamp(1, READING_MINUTES_MAX);
    i32::try_from(minutes).unwrap_or(i32::MAX)
}

/// Whether `text` is a slug: 3–255 of `a-z`, `0-9` and single inner hyphens.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    (3..=255).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
}

/// Whether `text` is the slug of a model: 1–100 of `a-z`, `0-9` and single inner hyphens and dots, as in `gpt-4.1`.
#[must_use]
pub fn is_model_slug(text: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.len() <= 100 && text.split(['-', '.']).all(is_word)
}

/// A slug made from a title: its ASCII letters and digits, lower-case, joined by hyphens, at most 200 bytes.
/// Empty when the title has none.
#[must_use]
pub fn slug_of(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars() {
        if slug.len() >= 200 {
            break;
        }
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// What is wrong with a username, if anything: 3–50 of letters, digits, `_` and `-`, beginning with a letter or digit.
#[must_use]
pub fn username_fault(name: &str) -> Option<&'static str> {
    if !(3..=50).contains(&name.len()) {
        return Some("must be 3 to 50 characters long");
    }
    let begins_well = name.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric());
    let holds_well = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    (!begins_well || !holds_well)
        .then_some("must begin with a letter or digit and hold only letters, digits, '_' and '-'")
}

/// What is wrong with a new password, if anything: 8–128 characters with an upper-case letter, a lower-case one and a digit.
#[must_use]
pub fn password_fault(password: &str) -> Option<&'static str> {
    if !(8..=128).contains(&password.chars().count()) {
        return Some("must be 8 to 128 characters long");
    }
    let has = |test: fn(char) -> bool| password.chars().any(test);
    (!has(char::is_uppercase) || !has(char::is_lowercase) || !has(|c| c.is_ascii_digit()))
        .then_some("must hold an upper-case letter, a lower-case letter and a digit")
}

/// What is wrong with an e-mail address, if anything. Only its form is looked at: the mail that it gets is the proof.
#[must_use]
pub fn email_fault(email: &str) -> Option<&'static str> {
    if email.len() > 255 {
        return Some("must be at most 255 characters long");
    }
    let well_formed = email.split_once('@').is_some_and(|(local, domain)| {
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c);
        !local.is_empty()
            && local.len() <= 64
            && local.chars().all(plain)
            && domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            })
    });
    (!well_formed).then_some("must be an e-mail address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_time_is_at_least_a_minute_and_at_most_five_hours() {
        assert_eq!(reading_minutes(""), 1);
        assert_eq!(reading_minutes(&"word ".repeat(226)), 2);
        assert_eq!(reading_minutes(&"word ".repeat(1_000_000)), 300);
    }

    #[test]
    fn a_slug_is_made_of_the_letters_of_a_title() {
        assert_eq!(slug_of("  RAG, in practice: 10 ways!  "), "rag-in-practice-10-ways");
        assert_eq!(slug_of("日本"), "");
        assert!(is_slug(&slug_of("Ten ways to say it")));
        assert!(!is_slug("a--b") && !is_slug("-ab") && !is_slug("ab") && !is_slug("Abc"));
    }

    #[test]
    fn a_models_slug_may_hold_dots_between_words() {
        for slug in ["gpt-4.1", "m", "model-a-1.5b", "0.5"] {
            assert!(is_model_slug(slug), "{slug}");
        }
        for bad in ["", ".", "a.", ".a", "a..b", "a.-b", "-a", "A", "a_b", "a/b", &"a".repeat(101)] {
            assert!(!is_model_slug(bad), "{bad}");
        }
    }

    #[test]
    fn usernames_passwords_and_addresses_are_judged_by_their_form() {
        assert_eq!(username_fault("a_b-9"), None);
        assert!(
            username_fault("_ab").is_some()
                && username_fault("ab").is_some()
                && username_fault("a b c").is_some()
        );
        assert_eq!(password_fault("Passw0rd"), None);
        assert!(password_fault("password1").is_some() && password_fault("Sh0rt").is_some());
        assert_eq!(email_fault("someone+tag@mail.example.org"), None);
        for bad in ["", "x", "x@", "@y.org", "a b@y.org", "a@y", "a@-y.org", "a@b@c.org", "<a>@y.org"] {
            assert!(email_fault(bad).is_some(), "{bad}");
        }
    }
}
