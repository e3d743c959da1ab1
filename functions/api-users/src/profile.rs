//! Somebody's profile.

use axum::extract::State;
use neurmatic_db::profiles;
use neurmatic_http::{Answer, MaybeCaller, Path, Problem};

use crate::Users;
use crate::out::ProfileOut;
use crate::privacy::Viewer;

/// Somebody's profile, as far as the caller may see it.
pub(crate) async fn get_profile(
    State(app): State<Users>,
    caller: MaybeCaller,
    Path(username): Path<String>,
) -> Result<Answer<ProfileOut>, Problem> {
    let gone = || Problem::not_found("user");
    let profile = profiles::by_username(&app.services.db, &username).await?.ok_or_else(gone)?;
    let viewer = Viewer::of(caller, profile.id);
    if !viewer.sees_account(profile.status) {
        return Err(gone());
    }
    Answer::of(&ProfileOut::seen_by(viewer, profile))
}
