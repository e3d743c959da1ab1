//! Feeds for readers' programs and for search engines.

use axum::extract::State;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use neurmatic_db::articles::{self, FeedRow};
use neurmatic_db::taxonomy;
use neurmatic_http::{Problem, Query, Services, Tag, Text};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use schemars::JsonSchema;
use serde::Deserialize;

/// Articles of the feed.
const FEED_ITEMS: i64 = 50;

/// Articles of the sitemap.
const SITEMAP_ITEMS: i64 = 1000;

/// Minutes that a feed may be kept.
const FEED_TTL_MINUTES: &str = "15";

/// What the feed may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct FeedQuery {
    /// A category's slug; its children's articles are in the feed too.
    category: Option<String>,
}

/// The newest articles as RSS 2.0.
pub(crate) async fn rss_feed(
    State(app): State<Services>,
    Query(query): Query<FeedQuery>,
) -> Result<Text, Problem> {
    let categories = match &query.category {
        None => Vec::new(),
        Some(slug) => {
            let found = taxonomy::category_with_children(&app.db, slug).await?;
            if found.is_empty() {
                return Err(Problem::not_found("category"));
            }
            found.into_iter().map(|category| category.id).collect()
        }
    };
    let articles = articles::feed(&app.db, &categories, FEED_ITEMS).await?;
    let xml = rss(&app.site.public_url, &articles).map_err(Problem::internal)?;
    Ok(Text::of("application/rss+xml; charset=utf-8", xml).tags([Tag::all("articles")]))
}

/// The newest articles for search engines.
pub(crate) async fn sitemap(State(app): State<Services>) -> Result<Text, Problem> {
    let articles = articles::feed(&app.db, &[], SITEMAP_ITEMS).await?;
    let xml = urlset(&app.site.public_url, &articles).map_err(Problem::internal)?;
    Ok(Text::of("application/xml; charset=utf-8", xml).tags([Tag::all("articles")]))
}

type Xml = Writer<Vec<u8>>;

fn document() -> std::io::Result<Xml> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    Ok(xml)
}

fn element(xml: &mut Xml, name: &str, text: &str) -> std::io::Result<()> {
    // XML 1.0 has no place for most control characters, not even escaped.
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    xml.create_element(name).write_text_content(BytesText::new(&text))?;
    Ok(())
}

fn rss(site: &str, articles: &[FeedRow]) -> std::io::Result<Vec<u8>> {
    let mut xml = document()?;
    xml.create_element("rss").with_attribute(("version", "2.0")).write_inner_content(|xml| {
        xml.create_element("channel").write_inner_content(|xml| {
            element(xml, "title", "Neurmatic")?;
            element(xml, "link", site)?;
            element(xml, "description", "News for those who work with language models")?;
            element(xml, "ttl", FEED_TTL_MINUTES)?;
            for article in articles {
                xml.create_element("item").write_inner_content(|xml| item(xml, site, article))?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(xml.into_inner())
}

fn item(xml: &mut Xml, site: &str, article: &FeedRow) -> std::io::Result<()> {
    let link = address(site, article);
    element(xml, "title", &article.title)?;
    element(xml, "link", &link)?;
    element(xml, "guid", &link)?;
    element(xml, "description", &article.summary)?;
    element(xml, "category", &article.category_name)?;
    element(xml, "pubDate", &rfc2822_date(article.published_at))
}

fn urlset(site: &str, articles: &[FeedRow]) -> std::io::Result<Vec<u8>> {
    let mut xml = document()?;
    let namespace = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
    xml.create_element("urlset").with_attribute(namespace).write_inner_content(|xml| {
        for article in articles {
            xml.create_element("url").write_inner_content(|xml| {
                element(xml, "loc", &address(site, article))?;
                element(xml, "lastmod", &article.changed_at.to_string())
            })?;
        }
        Ok(())
    })?;
    Ok(xml.into_inner())
}

fn address(site: &str, article: &FeedRow) -> String {
    format!("{site}/articles/{}", article.slug)
}

fn rfc2822_date(at: Timestamp) -> String {
    rfc2822::DateTimePrinter::new().timestamp_to_string(&at).unwrap_or_else(|_out_of_range| at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_escapes_what_articles_say() {
        let at: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let article = FeedRow {
            slug: "a-b".to_owned(),
            title: "Vec<T> & more\u{1}".to_owned(),
            summary: "]]> <script>".to_owned(),
            author_name: None,
            category_name: "News".to_owned(),
            published_at: at,
            changed_at: at,
        };
        let xml = String::from_utf8(rss("https://neurmatic.example", &[article]).unwrap()).unwrap();
        assert!(xml.contains("<title>Vec&lt;T&gt; &amp; more</title>"), "{xml}");
        assert!(
            !xml.contains("<script>") && xml.contains("<link>https://neurmatic.example/articles/a-b</link>"),
            "{xml}"
        );
        assert!(xml.contains("<pubDate>Fri, 2 Jan 2026 03:04:05 "), "{xml}");
    }
}
