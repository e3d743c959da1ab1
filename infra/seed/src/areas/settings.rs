//! Settings that administrators change at run time.

use super::{Area, Table};
use crate::copy::Rows;
use crate::world::World;

pub(super) const AREA: Area = Area {
    tables: &[Table {
        name: "platform_settings",
        columns: "key, value, category, type, description, is_public, created_at, updated_at",
        units: |_| SETTINGS.len() as u64,
        write,
    }],
    ..Area::EMPTY
};

/// Key, value, category, type, description, whether everybody sees it.
const SETTINGS: [(&str, &str, &str, &str, &str, bool); 7] = [
    ("general.site_name", "\"Neurmatic\"", "general", "string", "The name in titles and mails", true),
    (
        "general.tagline",
        "\"News about language models\"",
        "general",
        "string",
        "The line below the name",
        true,
    ),
    ("general.default_locale", "\"en\"", "general", "string", "For visitors who chose none", true),
    (
        "general.links",
        r#"{"about": "/about", "imprint": "/imprint"}"#,
        "general",
        "json",
        "Footer links",
        true,
    ),
    (
        "email.footer",
        "\"You get this mail because you have an account.\"",
        "email",
        "string",
        "Below each mail",
        false,
    ),
    ("security.contact", "\"security@demo.example\"", "security", "string", "Where to report a hole", true),
    ("other.feed_items", "50", "other", "number", "Entries of the feed", false),
];

fn write(world: &World, index: u64, rows: &mut Rows) {
    if let Some((key, value, category, kind, description, public)) = SETTINGS.get(index as usize) {
        let at = world.beginning();
        rows.add(&[key, value, category, kind, description, public, &at, &at]);
    }
}
