//! Categories of articles: five, with three below each.

use uuid::Uuid;

use super::{Area, Table};
use crate::copy::Rows;
use crate::rng::Rng;
use crate::world::World;

pub(super) const AREA: Area = Area {
    tables: &[Table {
        name: "news_categories",
        columns: "id, name, slug, description, parent_id, level, display_order, article_count, created_at, updated_at",
        units: |_| CATEGORIES,
        write,
    }],
    recount: "
        SELECT 'article_count of category ' || c.slug FROM news_categories c
        LEFT JOIN (SELECT category_id, count(*) AS n FROM articles WHERE status = 'published' GROUP BY 1) AS a
            ON a.category_id = c.id
        WHERE c.article_count <> coalesce(a.n, 0)",
    ..Area::EMPTY
};

/// How many there are.
pub(crate) const CATEGORIES: u64 = NAMES.len() as u64;

/// Each parent stands before its three.
const FAMILY: u64 = 4;
const NAMES: [&str; 20] = [
    "Research",
    "Papers",
    "Benchmarks",
    "Interpretability",
    "Engineering",
    "Retrieval",
    "Inference",
    "Data pipelines",
    "Models",
    "Open weights",
    "Hosted models",
    "Multimodal",
    "Practice",
    "Prompting",
    "Agents",
    "Evaluation",
    "Industry",
    "Products",
    "Regulation",
    "Costs",
];

/// The id of a category.
pub(super) fn id(world: &World, category: u64) -> Uuid {
    Rng::of("categories.id", category).id(world.beginning())
}

fn write(world: &World, category: u64, rows: &mut Rows) {
    let name = NAMES.get(category as usize).copied().unwrap_or_default();
    let parent = category - category % FAMILY;
    let is_parent = category == parent;
    let at = world.beginning();
    rows.add(&[
        &id(world, category),
        &name,
        &name.to_ascii_lowercase().replace(' ', "-"),
        &format!("Articles about {}.", name.to_ascii_lowercase()),
        &(!is_parent).then(|| id(world, parent)),
        &if is_parent { 1_u64 } else { 2 },
        &if is_parent { category / FAMILY } else { category % FAMILY },
        &world.tally.articles_of_category(category),
        &at,
        &at,
    ]);
}
