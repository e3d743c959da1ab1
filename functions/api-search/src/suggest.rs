//! Suggestions while somebody types.

use axum::extract::State;
use neurmatic_db::search;
use neurmatic_http::{Answer, Problem, Query, Services};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::find::{search_text, tag_of};
use crate::out::SearchType;

/// What somebody has typed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuggestQuery {
    /// How a title or a name begins, whatever its case. 2 to 100 characters.
    q: String,
}

/// What begins so.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SuggestionsOut {
    /// At most ten, three of a type.
    suggestions: Vec<SuggestionOut>,
}

/// Something that begins so.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SuggestionOut {
    /// What it is.
    r#type: SearchType,
    /// Its id.
    id: Uuid,
    /// Its slug, or a user's name.
    slug: String,
    /// Its title or name, as it was written: escape it when you show it.
    text: String,
}

/// Up to ten titles and names that begin with a text.
pub(crate) async fn suggest(
    State(app): State<Services>,
    Query(query): Query<SuggestQuery>,
) -> Result<Answer<SuggestionsOut>, Problem> {
    let beginning = search_text(&query.q)?;
    let rows = search::suggest(&app.db, &beginning).await?;
    let suggestions: Vec<SuggestionOut> = rows
        .into_iter()
        .filter_map(|row| {
            let r#type = SearchType::named(&row.kind)?;
            Some(SuggestionOut { r#type, id: row.id, slug: row.slug, text: row.words })
        })
        .collect();
    let tags: Vec<_> = suggestions.iter().filter_map(|of| tag_of(of.r#type.kind(), of.id, None)).collect();
    Ok(Answer::of(&SuggestionsOut { suggestions })?.tags(tags))
}
