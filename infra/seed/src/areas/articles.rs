//! Articles with their tags, models and earlier versions.

mod text;

use neurmatic_core::rules::reading_minutes;
use neurmatic_core::words::{ArticleStatus, Difficulty};

use super::{Area, Table, categories, models, tags};
use crate::calendar::{DAY, Moment};
use crate::copy::Rows;
use crate::rng::Rng;
use crate::world::{World, category_of, models_of, tags_of};
use text::Text;

pub(super) const AREA: Area = Area {
    tables: &[
        Table {
            name: "articles",
            columns: "id, title, slug, summary, content, featured_image_url, author_id, author_name, source_url, \
                      category_id, status, scheduled_at, published_at, difficulty_level, reading_time_minutes, \
                      view_count, bookmark_count, share_count, is_featured, is_trending, created_by_id, updated_by_id, \
                      revision, created_at, updated_at, edited_at",
            units: |world| world.size.articles(),
            write: write_article,
        },
        Table {
            name: "article_tags",
            columns: "article_id, tag_id, published_at, created_at",
            units: |world| world.size.articles(),
            write: write_tags,
        },
        Table {
            name: "article_models",
            columns: "article_id, model_id, is_primary, published_at, created_at",
            units: |world| world.size.articles(),
            write: write_models,
        },
        Table {
            name: "article_revisions",
            columns: "id, article_id, revision_number, title, summary, content, changed_by_id, change_summary, created_at",
            units: |world| world.size.articles(),
            write: write_revisions,
        },
    ],
    finish: "
        UPDATE row_counts SET n = (SELECT count(*) FROM articles WHERE 'articles.' || status = row_counts.name)
        WHERE name LIKE 'articles.%'",
    recount: "
        SELECT 'row_counts of ' || r.name FROM row_counts r
        LEFT JOIN (SELECT status, count(*) AS n FROM articles GROUP BY 1) AS a ON 'articles.' || a.status = r.name
        WHERE r.name LIKE 'articles.%' AND r.n <> coalesce(a.n, 0)
        UNION ALL
        SELECT 'published_at of ' || x.kind || ' of article ' || a.slug FROM articles a
        JOIN (
            SELECT article_id, published_at, 'a tag' AS kind FROM article_tags
            UNION ALL SELECT article_id, published_at, 'a model' FROM article_models
        ) AS x ON x.article_id = a.id
        WHERE x.published_at IS DISTINCT FROM CASE WHEN a.status = 'published' THEN a.published_at END
        UNION ALL
        SELECT 'revision of article ' || a.slug FROM articles a
        LEFT JOIN (SELECT article_id, count(*) AS n FROM article_revisions GROUP BY 1) AS r ON r.article_id = a.id
        WHERE a.revision <> 1 + coalesce(r.n, 0)",
    ..Area::EMPTY
};

/// When an article was edited after its first version; four of five never were.
fn edits(world: &World, article: u64) -> Vec<Moment> {
    let mut rng = Rng::of("articles.edits", article);
    let Some(published) = world.published_at(article).filter(|_| rng.permille(200)) else {
        return Vec::new();
    };
    let mut edits: Vec<Moment> =
        (0..=rng.rank(5)).map(|_| published.towards(world.now, rng.unit().powi(3))).collect();
    edits.sort_unstable();
    edits
}

fn write_article(world: &World, article: u64, rows: &mut Rows) {
    let mut rng = Rng::of("articles.row", article);
    let edits = edits(world, article);
    let text = Text::of(world, article, edits.len() as u64);
    let author = world.user_id(world.author(article));
    let guest = rng.permille(60).then(|| format!("Guest author {}", 1 + rng.rank(200)));
    let status = world.status(article);
    let created = world.article_created(article);
    // From the second day on: the data are the same all day, and the task publishes what is due.
    let scheduled = (status == ArticleStatus::Scheduled)
        .then(|| world.now.plus(DAY).towards(world.now.plus(30 * DAY), rng.unit()));
    let difficulty = rng.pick_skewed(&[
        Difficulty::Intermediate.as_str(),
        Difficulty::Beginner.as_str(),
        Difficulty::Advanced.as_str(),
    ]);
    let views = world.tally.views(article);
    rows.add(&[
        &world.article_id(article),
        &text.title,
        &text::slug(article, &text.title),
        &text.summary,
        &text.content,
        &rng.permille(600).then(|| format!("https://media.example/articles/{article}.jpg")),
        &guest.is_none().then_some(author),
        &guest,
        &rng.permille(150).then(|| format!("https://sources.example/{article}")),
        &categories::id(world, category_of(article)),
        &status.as_str(),
        &scheduled,
        &world.published_at(article),
        &rng.permille(900).then_some(difficulty),
        &i64::from(reading_minutes(&text.content)),
        &views,
        &world.tally.bookmarks(article),
        &(views / 25),
        &(status == ArticleStatus::Published && rng.permille(15)),
        &world.tally.is_trending(article),
        &author,
        &edits.last().map(|_| author),
        &(1 + edits.len() as u64),
        &created,
        &edits.last().copied().or(world.published_at(article)).unwrap_or(created),
        &edits.last().copied(),
    ]);
}

fn write_tags(world: &World, article: u64, rows: &mut Rows) {
    let (id, since, created) =
        (world.article_id(article), world.visible_since(article), world.article_created(article));
    for tag in tags_of(article) {
        rows.add(&[&id, &tags::id(world, tag), &since, &created]);
    }
}

fn write_models(world: &World, article: u64, rows: &mut Rows) {
    let (id, since, created) =
        (world.article_id(article), world.visible_since(article), world.article_created(article));
    for (place, model) in models_of(article).into_iter().enumerate() {
        rows.add(&[&id, &models::id(world, model), &(place == 0), &since, &created]);
    }
}

fn write_revisions(world: &World, article: u64, rows: &mut Rows) {
    let id = world.article_id(article);
    let editor = world.user_id(world.author(article));
    for (version, at) in edits(world, article).into_iter().enumerate() {
        let version = version as u64;
        let mut rng = Rng::of("articles.revision", article * 64 + version);
        let text = Text::of(world, article, version);
        let why = rng
            .permille(500)
            .then(|| rng.pick(&["Typing errors", "New figures", "Clearer words", "A source"]));
        rows.add(&[
            &rng.id(at),
            &id,
            &(version + 1),
            &text.title,
            &text.summary,
            &text.content,
            &editor,
            &why,
            &at,
        ]);
    }
}
