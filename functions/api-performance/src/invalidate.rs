//! Dropping what is cached, for admins: whole namespaces, or what carries a tag, of the application cache and at the CDN, hard. The
//! row that drops it should Redis be away, the purges and the trail's entry are one transaction.

use axum::extract::State;
use neurmatic_cache_policy::{EDGE_TAGS, edge_tag};
use neurmatic_db::audit::{self, Deed};
use neurmatic_http::{Answer, Caller, Path, Problem, Services, Tag};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::docs::CACHED;

/// Kinds of tags that no change has the CDN forget, so that they aren't among [`EDGE_TAGS`].
const OTHER_TAGS: [&str; 2] = ["companies", "docs"];

/// What is dropped. Nothing of it is served again.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InvalidatedOut {
    /// Whole namespaces of the application cache.
    namespaces: Vec<String>,
    /// Tags in the application cache.
    tags: Vec<String>,
    /// Tags that the CDN is asked to forget. They may cover more than was asked for.
    cdn_tags: Vec<String>,
    /// Whether the application cache has dropped it already. If not, Redis is away, and it is done when Redis is back.
    is_done: bool,
}

/// Drops the namespaces below a prefix: `articles`, or `articles:list`.
pub(crate) async fn invalidate_namespaces(
    State(app): State<Services>,
    admin: Caller,
    Path(pattern): Path<String>,
) -> Result<Answer<InvalidatedOut>, Problem> {
    let (namespaces, cdn_tags) = below(&pattern)?;
    drop_all(&app, admin, &pattern, namespaces, Vec::new(), cdn_tags).await
}

/// Drops what carries a tag: `articles`, or `article:0198…`.
pub(crate) async fn invalidate_tag(
    State(app): State<Services>,
    admin: Caller,
    Path(tag): Path<String>,
) -> Result<Answer<InvalidatedOut>, Problem> {
    let known = known(&tag)?;
    drop_all(&app, admin, &tag, Vec::new(), vec![known], vec![tag.clone()]).await
}

async fn drop_all(
    app: &Services,
    admin: Caller,
    target: &str,
    namespaces: Vec<String>,
    tags: Vec<Tag>,
    cdn_tags: Vec<String>,
) -> Result<Answer<InvalidatedOut>, Problem> {
    let names: Vec<String> = tags.iter().map(|tag| tag.as_str().to_owned()).collect();
    let request_id = neurmatic_tasks::request_id();
    let changes = json!({"namespaces": namespaces, "tags": names, "cdnTags": cdn_tags});
    let deed = Deed {
        actor: Some(admin.user),
        action: "cache.invalidate",
        target_type: "cache",
        target,
        changes: &changes,
        reason: None,
        request_id: request_id.as_deref(),
    };
    let tx = app.db.begin().await?;
    audit::record_deed(&tx, deed).await?;
    let change = app.order_invalidation(&tx, tags, namespaces.clone(), cdn_tags.clone()).await?;
    tx.commit().await?;
    let is_done = change.announce().await;
    Answer::of(&InvalidatedOut { namespaces, tags: names, cdn_tags, is_done })
}

/// The namespaces below a prefix of whole words, and what their answers carry at the edge: their policies' names.
fn below(pattern: &str) -> Result<(Vec<String>, Vec<String>), Problem> {
    let wanted = pattern.replace(':', ".");
    let is_below =
        |name: &str| name.strip_prefix(&wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let (namespaces, mut cdn_tags): (Vec<String>, Vec<String>) = CACHED
        .iter()
        .filter(|(name, _)| is_below(name))
        .map(|(name, policy)| (name.clone(), policy.clone()))
        .unzip();
    if wanted.is_empty() || namespaces.is_empty() {
        let all: Vec<&str> = CACHED.keys().map(String::as_str).collect();
        let detail = format!(
            "must be one of these, or the first word of some, and no pattern with wildcards: {}",
            all.join(", ")
        );
        return Err(Problem::parameter("/path/pattern", "unknown_namespace", detail));
    }
    cdn_tags.sort_unstable();
    cdn_tags.dedup();
    Ok((namespaces, cdn_tags))
}

/// A tag of a kind that there is.
fn known(tag: &str) -> Result<Tag, Problem> {
    let has_id = match edge_tag(tag) {
        Some(kind) => Some(kind.has_id),
        None => OTHER_TAGS.contains(&tag).then_some(false),
    };
    let parsed = Tag::parse(tag).filter(|_| has_id == Some(tag.contains(':')));
    parsed.ok_or_else(|| {
        let with_id = |kind: &str, has_id| if has_id { format!("{kind}:<id>") } else { kind.to_owned() };
        let kinds = EDGE_TAGS.iter().map(|kind| with_id(kind.kind, kind.has_id));
        let all: Vec<String> = kinds.chain(OTHER_TAGS.map(|kind| with_id(kind, false))).collect();
        Problem::parameter("/path/tag", "unknown_tag", format!("must be one of {}", all.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_of_whole_words() {
        let (namespaces, cdn_tags) = below("articles").unwrap();
        assert!(
            namespaces.contains(&"articles.list".to_owned())
                && namespaces.contains(&"articles.get".to_owned())
        );
        assert!(namespaces.iter().all(|name| name.starts_with("articles.")), "{namespaces:?}");
        assert!(cdn_tags.contains(&"article-list".to_owned()) && cdn_tags.is_sorted_by(|a, b| a < b));
        for one in ["articles:list", "articles.list"] {
            assert_eq!(
                below(one).unwrap(),
                (vec!["articles.list".to_owned()], vec!["article-list".to_owned()])
            );
        }
    }

    #[test]
    fn what_is_no_namespace_is_told_which_there_are() {
        for other in
            ["", "*", "articles*", "articles:*", "article", "articles.", ".", "auth", "auth.login", "jobs:x"]
        {
            let problem = below(other).unwrap_err();
            assert_eq!(
                (problem.status.as_u16(), problem.errors[0].code),
                (400, "unknown_namespace"),
                "{other}"
            );
            assert!(problem.detail.contains("articles.list, ") && problem.detail.contains("topics.list"));
        }
    }

    #[test]
    fn a_tag_is_of_a_kind_that_there_is() {
        for tag in ["articles", "docs", "article:0198-ab", "tag:~naive", "model-name:1"] {
            assert_eq!(known(tag).unwrap().as_str(), tag);
        }
        for other in
            ["", "article", "article:", "articles:1", "docs:1", "user:1", "article:a b", "article:*", "*"]
        {
            let problem = known(other).unwrap_err();
            assert_eq!((problem.status.as_u16(), problem.errors[0].code), (400, "unknown_tag"), "{other}");
            assert!(problem.detail.contains("article:<id>, articles, ") && problem.detail.contains("docs"));
        }
    }
}
