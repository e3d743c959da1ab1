//! What editors send.

use jiff::Timestamp;
use neurmatic_core::ids::{CategoryId, ModelId, TagId, UserId};
use neurmatic_core::rules::is_slug;
use neurmatic_core::words::{ArticleStatus, ContentFormat, Difficulty};
use neurmatic_http::{Faults, Input, given};
use schemars::JsonSchema;
use serde::Deserialize;

/// Tags of an article at most.
const TAGS_MAX: usize = 10;

/// Models of an article at most.
const MODELS_MAX: usize = 10;

/// A new article.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ArticleIn {
    /// 10 to 255 characters.
    pub(crate) title: String,
    /// 3 to 255 of a-z, 0-9 and inner hyphens; made from the title when left out.
    pub(crate) slug: Option<String>,
    /// 50 to 500 characters.
    pub(crate) summary: String,
    /// At least 100 characters.
    pub(crate) content: String,
    /// How the content is written; Markdown when left out.
    pub(crate) content_format: Option<ContentFormat>,
    /// The address of its picture.
    pub(crate) featured_image_url: Option<String>,
    /// Its author; the caller when neither this nor authorName is given.
    pub(crate) author_id: Option<UserId>,
    /// Its author's name, for one who isn't a user.
    pub(crate) author_name: Option<String>,
    /// Where it comes from.
    pub(crate) source_url: Option<String>,
    /// Its category.
    pub(crate) category_id: CategoryId,
    /// Its first state: draft (when left out), review, scheduled or published.
    pub(crate) status: Option<ArticleStatus>,
    /// When it will be published; needed when it is scheduled, and in the future.
    pub(crate) scheduled_at: Option<Timestamp>,
    /// Who it is for.
    pub(crate) difficulty: Option<Difficulty>,
    /// Minutes to read it, 1 to 300; counted from its words when left out.
    pub(crate) reading_time_minutes: Option<i32>,
    /// Its title for search engines.
    pub(crate) meta_title: Option<String>,
    /// Its description for search engines.
    pub(crate) meta_description: Option<String>,
    /// Chosen by editors.
    #[serde(default)]
    pub(crate) is_featured: bool,
    /// Shown as trending, until the next hourly look decides.
    #[serde(default)]
    pub(crate) is_trending: bool,
    /// Its tags, at most 10.
    #[serde(default)]
    pub(crate) tag_ids: Vec<TagId>,
    /// The models it is about, at most 10; the first is the primary one.
    #[serde(default)]
    pub(crate) model_ids: Vec<ModelId>,
}

/// A change of an article. What is left out stays; null empties what may be empty.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct ArticlePatch {
    /// 10 to 255 characters.
    pub(crate) title: Option<String>,
    /// 3 to 255 of a-z, 0-9 and inner hyphens.
    pub(crate) slug: Option<String>,
    /// 50 to 500 characters.
    pub(crate) summary: Option<String>,
    /// At least 100 characters.
    pub(crate) content: Option<String>,
    /// How the content is written.
    pub(crate) content_format: Option<ContentFormat>,
    /// The address of its picture.
    #[serde(deserialize_with = "given")]
    pub(crate) featured_image_url: Option<Option<String>>,
    /// Its author.
    #[serde(deserialize_with = "given")]
    pub(crate) author_id: Option<Option<UserId>>,
    /// Its author's name, for one who isn't a user.
    #[serde(deserialize_with = "given")]
    pub(crate) author_name: Option<Option<String>>,
    /// Where it comes from.
    #[serde(deserialize_with = "given")]
    pub(crate) source_url: Option<Option<String>>,
    /// Its category.
    pub(crate) category_id: Option<CategoryId>,
    /// Who it is for.
    #[serde(deserialize_with = "given")]
    pub(crate) difficulty: Option<Option<Difficulty>>,
    /// Minutes to read it, 1 to 300; counted anew when the content changes and this is left out.
    pub(crate) reading_time_minutes: Option<i32>,
    /// Its title for search engines.
    #[serde(deserialize_with = "given")]
    pub(crate) meta_title: Option<Option<String>>,
    /// Its description for search engines.
    #[serde(deserialize_with = "given")]
    pub(crate) meta_description: Option<Option<String>>,
    /// Chosen by editors.
    pub(crate) is_featured: Option<bool>,
    /// Shown as trending, until the next hourly look decides.
    pub(crate) is_trending: Option<bool>,
    /// All its tags, at most 10.
    pub(crate) tag_ids: Option<Vec<TagId>>,
    /// All models it is about, at most 10; the first is the primary one.
    pub(crate) model_ids: Option<Vec<ModelId>>,
    /// Why, for the list of revisions; at most 500 characters.
    pub(crate) change_summary: Option<String>,
}

/// When to publish.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ScheduleIn {
    /// A time to come.
    pub(crate) scheduled_at: Timestamp,
}

impl Input for ScheduleIn {
    fn check(&self, faults: &mut Faults) {
        check_future(faults, Some(self.scheduled_at));
    }
}

impl Input for ArticleIn {
    fn check(&self, faults: &mut Faults) {
        Texts {
            title: Some(&self.title),
            slug: self.slug.as_deref(),
            summary: Some(&self.summary),
            content: Some(&self.content),
            image: self.featured_image_url.as_deref(),
            author_name: self.author_name.as_deref(),
            source: self.source_url.as_deref(),
            meta_title: self.meta_title.as_deref(),
            meta_description: self.meta_description.as_deref(),
            reading: self.reading_time_minutes,
        }
        .check(faults);
        check_list(faults, "/tagIds", &self.tag_ids, TAGS_MAX);
        check_list(faults, "/modelIds", &self.model_ids, MODELS_MAX);
        match self.status {
            Some(ArticleStatus::Archived) => {
                faults.add("/status", "invalid", "a new article cannot be archived")
            }
            Some(ArticleStatus::Scheduled) if self.scheduled_at.is_none() => {
                faults.add("/scheduledAt", "missing", "say when, to schedule an article");
            }
            Some(ArticleStatus::Scheduled) => check_future(faults, self.scheduled_at),
            _ if self.scheduled_at.is_some() => {
                faults.add(
                    "/scheduledAt",
                    "unexpected",
                    "only an article with the status scheduled has a time",
                );
            }
            _ => {}
        }
    }
}

impl Input for ArticlePatch {
    fn check(&self, faults: &mut Faults) {
        Texts {
            title: self.title.as_deref(),
            slug: self.slug.as_deref(),
            summary: self.summary.as_deref(),
            content: self.content.as_deref(),
            image: self.featured_image_url.as_ref().and_then(Option::as_deref),
            author_name: self.author_name.as_ref().and_then(Option::as_deref),
            source: self.source_url.as_ref().and_then(Option::as_deref),
            meta_title: self.meta_title.as_ref().and_then(Option::as_deref),
            meta_description: self.meta_description.as_ref().and_then(Option::as_deref),
            reading: self.reading_time_minutes,
        }
        .check(faults);
        faults.length_if("/changeSummary", self.change_summary.as_deref(), 0..=500);
        check_list(faults, "/tagIds", self.tag_ids.as_deref().unwrap_or_default(), TAGS_MAX);
        check_list(faults, "/modelIds", self.model_ids.as_deref().unwrap_or_default(), MODELS_MAX);
    }
}

/// The texts that a new article and a change have in common.
struct Texts<'a> {
    title: Option<&'a str>,
    slug: Option<&'a str>,
    summary: Option<&'a str>,
    content: Option<&'a str>,
    image: Option<&'a str>,
    author_name: Option<&'a str>,
    source: Option<&'a str>,
    meta_title: Option<&'a str>,
    meta_description: Option<&'a str>,
    reading: Option<i32>,
}

impl Texts<'_> {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/title", self.title, 10..=255);
        if self.slug.is_some_and(|slug| !is_slug(slug)) {
            faults.add("/slug", "invalid", "must be 3 to 255 of a-z, 0-9 and single inner hyphens");
        }
        faults.length_if("/summary", self.summary, 50..=500);
        // The body's own limit of 1 MiB is the upper one.
        faults.length_if("/content", self.content, 100..=usize::MAX);
        faults.web_address("/featuredImageUrl", self.image, 500);
        faults.length_if("/authorName", self.author_name, 1..=100);
        faults.web_address("/sourceUrl", self.source, 500);
        faults.length_if("/metaTitle", self.meta_title, 0..=255);
        faults.length_if("/metaDescription", self.meta_description, 0..=500);
        if self.reading.is_some_and(|minutes| !(1..=300).contains(&minutes)) {
            faults.add("/readingTimeMinutes", "out_of_range", "must be 1 to 300");
        }
    }
}

fn check_list<T: Ord + Copy>(faults: &mut Faults, pointer: &str, ids: &[T], max: usize) {
    let mut distinct = ids.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if ids.len() > max {
        faults.add(pointer, "too_many", format!("must hold at most {max}"));
    } else if distinct.len() < ids.len() {
        faults.add(pointer, "duplicate", "must not hold one twice");
    }
}

fn check_future(faults: &mut Faults, at: Option<Timestamp>) {
    if at.is_some_and(|at| at <= Timestamp::now()) {
        faults.add("/scheduledAt", "past", "must be a time to come");
    }
}
