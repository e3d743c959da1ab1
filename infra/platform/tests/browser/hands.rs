//! What a scene can't do from a browser, by HTTP: shut a server off, have figures sent, open an alert.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;

use crate::stage::Stage;

pub(crate) fn router(stage: Arc<Stage>) -> Router {
    Router::new()
        .route("/gates/{server}/{state}", post(gate))
        .route("/figures", post(figures))
        .route("/figures/{minutes}", post(figures_of_before))
        .route("/alerts", post(alert))
        .with_state(stage)
}

async fn gate(
    State(stage): State<Arc<Stage>>,
    Path((server, state)): Path<(String, String)>,
) -> Result<StatusCode, StatusCode> {
    let gate = stage.gate(&server).ok_or(StatusCode::NOT_FOUND)?;
    match state.as_str() {
        "shut" => gate.shut(),
        "open" => gate.open(),
        _ => return Err(StatusCode::NOT_FOUND),
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn figures(State(stage): State<Arc<Stage>>) -> StatusCode {
    stage.send_figures().await;
    StatusCode::NO_CONTENT
}

async fn figures_of_before(State(stage): State<Arc<Stage>>, Path(minutes): Path<i64>) -> StatusCode {
    stage.send_figures_of_before(minutes).await;
    StatusCode::NO_CONTENT
}

/// The body is the subject.
async fn alert(State(stage): State<Arc<Stage>>, subject: String) -> StatusCode {
    stage.alert(&subject).await;
    StatusCode::NO_CONTENT
}
