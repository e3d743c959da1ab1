//! The table of what administrators may set at run time: a line for each key. What was never set has the line's default.
//!
//! Deliberately not in here: what a deployment sets once (`neurmatic-config`).

use serde_json::Value;

/// Links of the footer at most.
const LINKS_MAX: usize = 20;

/// What a setting's value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text, its least and its greatest length in characters.
    Text(usize, usize),
    /// A whole number, the least and the greatest.
    Integer(i64, i64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A path of the site, or an address of the web that begins with https://; at most 500 characters.
    Address,
    /// Names with such addresses, at most 20.
    Links,
}

/// A setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name; what stands before the dot is its category.
    pub key: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// Whether everybody sees it.
    pub is_public: bool,
    /// The value while none was set, as JSON.
    default: &'static str,
    /// What it is for.
    pub description: &'static str,
}

const fn public(key: &'static str, kind: Kind, default: &'static str, description: &'static str) -> Setting {
    Setting { key, kind, is_public: true, default, description }
}

const fn private(key: &'static str, kind: Kind, default: &'static str, description: &'static str) -> Setting {
    Setting { key, kind, is_public: false, default, description }
}

/// How many days a suspension may last.
pub static SUSPENSION_DAYS_MAX: Setting =
    private("security.suspension_days_max", Kind::Integer(1, 365), "365", "Days that a suspension may last");

/// Every setting.
pub static ALL: &[&Setting] = &[
    &public(
        "general.default_locale",
        Kind::Word(&["en", "de", "es", "fr", "pt", "ja"]),
        "\"en\"",
        "For visitors who chose none",
    ),
    &public("general.links", Kind::Links, r#"{"about": "/about", "imprint": "/imprint"}"#, "Footer links"),
    &public("general.notice", Kind::Text(0, 500), "\"\"", "Shown above every page; empty for none"),
    &public("general.site_name", Kind::Text(1, 60), "\"Neurmatic\"", "The name in titles"),
    &public(
        "general.tagline",
        Kind::Text(0, 120),
        "\"News about language models\"",
        "The line below the name",
    ),
    &public("security.contact", Kind::Address, "\"/security\"", "Where to report a hole"),
    &SUSPENSION_DAYS_MAX,
];

/// The setting with this key.
#[must_use]
pub fn find(key: &str) -> Option<&'static Setting> {
    ALL.iter().find(|setting| setting.key == key).copied()
}

impl Setting {
    /// The value while none was set.
    #[must_use]
    pub fn default(&self) -> Value {
        serde_json::from_str(self.default).unwrap_or_default()
    }

    /// Its category.
    #[must_use]
    pub fn category(&self) -> &'static str {
        self.key.split('.').next().unwrap_or_default()
    }

    /// The JSON type of its value, as the schema calls it.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self.kind {
            Kind::Text(..) | Kind::Word(_) | Kind::Address => "string",
            Kind::Integer(..) => "number",
            Kind::Links => "json",
        }
    }

    /// What is wrong with a value: a word for programs, and a sentence for people.
    #[must_use]
    pub fn fault(&self, value: &Value) -> Option<(&'static str, String)> {
        match self.kind {
            Kind::Text(least, most) => match value.as_str().map(|text| text.chars().count()) {
                None => Some(("wrong_type", "must be a text".to_owned())),
                Some(length) if (least..=most).contains(&length) => None,
                Some(_) => Some(("out_of_range", format!("must be {least} to {most} characters long"))),
            },
            Kind::Integer(least, most) => match value.as_i64() {
                None => Some(("wrong_type", "must be a whole number".to_owned())),
                Some(number) if (least..=most).contains(&number) => None,
                Some(_) => Some(("out_of_range", format!("must be {least} to {most}"))),
            },
            Kind::Word(words) => match value.as_str() {
                None => Some(("wrong_type", "must be a text".to_owned())),
                Some(word) if words.contains(&word) => None,
                Some(_) => Some(("unknown", format!("must be one of {}", words.join(", ")))),
            },
            Kind::Address => address_fault(value),
            Kind::Links => links_fault(value),
        }
    }
}

fn address_fault(value: &Value) -> Option<(&'static str, String)> {
    let Some(text) = value.as_str() else { return Some(("wrong_type", "must be a text".to_owned())) };
    let is_path = text.starts_with('/') && !text.starts_with("//");
    let is_address = text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty());
    let is_clean = !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"\\".contains(c));
    let fault = "must be a path like /about, or an address that begins with https://; at most 500 characters";
    let good = (is_path || is_address) && is_clean && text.chars().count() <= 500;
    (!good).then(|| ("invalid_url", fault.to_owned()))
}

fn links_fault(value: &Value) -> Option<(&'static str, String)> {
    let Some(links) = value.as_object() else {
        return Some(("wrong_type", "must be an object of names and addresses".to_owned()));
    };
    if links.len() > LINKS_MAX {
        return Some(("too_many", format!("must hold at most {LINKS_MAX}")));
    }
    if links.keys().any(|name| !(1..=40).contains(&name.chars().count())) {
        return Some(("out_of_range", "names must be 1 to 40 characters long".to_owned()));
    }
    links.values().find_map(address_fault)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_sorted_and_their_own_and_every_default_is_a_good_value() {
        assert!(ALL.windows(2).all(|pair| pair[0].key < pair[1].key));
        for setting in ALL {
            assert!(serde_json::from_str::<Value>(setting.default).is_ok(), "{}", setting.key);
            assert_eq!(setting.fault(&setting.default()), None, "{}", setting.key);
        }
    }

    #[test]
    fn a_value_of_another_type_or_beyond_its_bounds_is_a_fault() {
        let code = |key: &str, value: Value| find(key).unwrap().fault(&value).map(|(code, _)| code);
        assert_eq!(code("general.site_name", json!(7)), Some("wrong_type"));
        assert_eq!(code("general.site_name", json!("")), Some("out_of_range"));
        assert_eq!(code("security.suspension_days_max", json!("7")), Some("wrong_type"));
        assert_eq!(code("security.suspension_days_max", json!(7.5)), Some("wrong_type"));
        assert_eq!(code("security.suspension_days_max", json!(0)), Some("out_of_range"));
        assert_eq!(code("general.default_locale", json!("xx")), Some("unknown"));
        assert_eq!(code("security.contact", json!("javascript:alert(1)")), Some("invalid_url"));
        assert_eq!(code("security.contact", json!("//elsewhere.example")), Some("invalid_url"));
        assert_eq!(code("security.contact", json!("https://example.org/report")), None);
        assert_eq!(code("general.links", json!([])), Some("wrong_type"));
        assert_eq!(code("general.links", json!({"a": "b"})), Some("invalid_url"));
        assert!(find("general.unheard_of").is_none());
    }
}
