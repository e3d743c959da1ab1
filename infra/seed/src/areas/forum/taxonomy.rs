//! Categories and tags of the forum.

use neurmatic_core::rules::slug_of;
use uuid::Uuid;

use super::facts::{CATEGORIES, FORUM_CATEGORIES, FORUM_TAGS};
use crate::areas::{Area, Table, tags};
use crate::copy::Rows;
use crate::rng::Rng;
use crate::world::World;

pub(super) const AREA: Area = Area {
    tables: &[
        Table {
            name: "forum_categories",
            columns: "id, name, slug, description, parent_id, level, display_order, visibility, topic_count, \
                      created_at, updated_at",
            units: |_| FORUM_CATEGORIES,
            write: write_category,
        },
        Table {
            name: "forum_tags",
            columns: "id, name, slug, usage_count, created_at",
            units: |_| FORUM_TAGS,
            write: write_tag,
        },
    ],
    recount: "
        SELECT 'topic_count of forum category ' || c.slug FROM forum_categories c
        LEFT JOIN (SELECT category_id, count(*) AS n FROM topics WHERE is_listed GROUP BY 1) AS t ON t.category_id = c.id
        WHERE c.topic_count <> coalesce(t.n, 0)
        UNION ALL
        SELECT 'usage_count of forum tag ' || g.slug FROM forum_tags g
        LEFT JOIN (
            SELECT x.tag_id, count(*) AS n FROM topic_tags x JOIN topics t ON t.id = x.topic_id
            WHERE t.is_listed AND t.visibility = 'public' GROUP BY 1
        ) AS used ON used.tag_id = g.id
        WHERE g.usage_count <> coalesce(used.n, 0)",
    ..Area::EMPTY
};

/// A parent and the two below it.
const FAMILY: u64 = 3;

/// The id of a category.
pub(super) fn category_id(world: &World, category: u64) -> Uuid {
    Rng::of("forum.category_id", category).id(world.beginning())
}

/// The id of a tag.
pub(super) fn tag_id(world: &World, tag: u64) -> Uuid {
    Rng::of("forum.tag_id", tag).id(world.beginning())
}

fn write_category(world: &World, category: u64, rows: &mut Rows) {
    let Some((name, visibility)) = CATEGORIES.get(category as usize) else { return };
    let parent = category - category % FAMILY;
    let is_parent = category == parent;
    let at = world.beginning();
    rows.add(&[
        &category_id(world, category),
        name,
        &slug_of(name),
        &format!("What concerns {}.", name.to_ascii_lowercase()),
        &(!is_parent).then(|| category_id(world, parent)),
        &if is_parent { 1_u64 } else { 2 },
        &if is_parent { category / FAMILY } else { category % FAMILY },
        &visibility.as_str(),
        &world.tally.forum.topics_of_category(category),
        &at,
        &at,
    ]);
}

fn write_tag(world: &World, tag: u64, rows: &mut Rows) {
    let name = tags::name(tag);
    let uses = world.tally.forum.topics_of_tag(tag);
    rows.add(&[&tag_id(world, tag), &name, &slug_of(&name), &uses, &world.beginning()]);
}
