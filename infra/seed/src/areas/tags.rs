//! Tags of articles: 20 subjects in ten aspects. The lower the number, the more common.

use uuid::Uuid;

use super::{Area, Table};
use crate::copy::Rows;
use crate::rng::Rng;
use crate::world::{TAGS, World};

pub(super) const AREA: Area = Area {
    tables: &[Table {
        name: "news_tags",
        columns: "id, name, slug, description, usage_count, created_at",
        units: |_| TAGS,
        write,
    }],
    recount: "
        SELECT 'usage_count of tag ' || t.slug FROM news_tags t
        LEFT JOIN (
            SELECT x.tag_id, count(*) AS n FROM article_tags x JOIN articles a ON a.id = x.article_id
            WHERE a.status = 'published' GROUP BY 1
        ) AS used ON used.tag_id = t.id
        WHERE t.usage_count <> coalesce(used.n, 0)",
    ..Area::EMPTY
};

const SUBJECTS: [&str; 20] = [
    "Prompting",
    "Retrieval",
    "Agents",
    "Embeddings",
    "Fine-tuning",
    "Evaluation",
    "Inference",
    "Quantization",
    "Safety",
    "Alignment",
    "Vision",
    "Speech",
    "Code generation",
    "Data quality",
    "Vector search",
    "Tokenization",
    "Distillation",
    "Long context",
    "Tool use",
    "Serving",
];
const ASPECTS: [&str; 10] = [
    "",
    " in practice",
    " at scale",
    " benchmarks",
    " costs",
    " latency",
    " tooling",
    " research",
    " failures",
    " patterns",
];

/// The id of a tag.
pub(super) fn id(world: &World, tag: u64) -> Uuid {
    Rng::of("tags.id", tag).id(world.beginning())
}

/// The name of a tag.
pub(super) fn name(tag: u64) -> String {
    let word = |words: &[&'static str], index: u64| words.get(index as usize).copied().unwrap_or_default();
    let subjects = SUBJECTS.len() as u64;
    format!("{}{}", word(&SUBJECTS, tag % subjects), word(&ASPECTS, tag / subjects))
}

fn write(world: &World, tag: u64, rows: &mut Rows) {
    let name = name(tag);
    rows.add(&[
        &id(world, tag),
        &name,
        &name.to_ascii_lowercase().replace(' ', "-"),
        &format!("Everything about {}.", name.to_ascii_lowercase()),
        &world.tally.articles_of_tag(tag),
        &world.beginning(),
    ]);
}
