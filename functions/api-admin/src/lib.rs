//! What administrators do: settings, accounts, the trail; and uploaded files. Ending a suspension in time, looking at an upload
//! and deleting files are tasks, not requests.

mod account_editing;
mod account_input;
mod accounts;
mod media;
mod settings;
mod trail;

use axum::extract::FromRef;
use neurmatic_bucket::Bucket;
use neurmatic_cache_policy as policy;
use neurmatic_config::{Bucket as BucketSettings, ConfigError, Env};
use neurmatic_http::{Routes, Services, admin, public, user};
use neurmatic_rate_limit::policies::{MEDIA_UPLOAD, READ};

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Admin> {
    Routes::new()
        .get("settings.public", "/settings", settings::public_settings, public("The settings that are for everybody").limits(&[&READ]).cached(&policy::SETTINGS))
        .get("settings.list", "/admin/settings", settings::list_settings, admin("Every setting, with what it may be"))
        .put("settings.put", "/admin/settings", settings::put_settings, admin("Sets settings; what is left out stays"))
        .get("accounts.list", "/admin/users", accounts::list_accounts, admin("Accounts, the newest first; with q by name"))
        .patch("accounts.edit", "/admin/users/{id}", account_editing::edit_account, admin("Changes an account's role or status"))
        .get("audit.list", "/admin/audit", trail::list_trail, admin("What was done, the newest first"))
        .post("media.create_upload", "/media/uploads", media::create_upload, user("Lets a picture be uploaded, to an address that is good for five minutes").limits(&[&MEDIA_UPLOAD]))
        .delete("media.delete", "/media/{id}", media::delete_file, user("Takes one's own file back"))
}

/// What the routes share. Cheap to clone.
#[derive(Clone)]
pub struct Admin {
    services: Services,
    bucket: Bucket,
}

impl Admin {
    /// Reads what only this function needs: where uploaded files lie.
    ///
    /// # Errors
    /// When a setting is missing or malformed.
    pub fn from_env(env: &Env, services: Services) -> Result<Self, ConfigError> {
        let bucket = Bucket::new(BucketSettings::from_env(env, &services.site)?);
        Ok(Self { services, bucket })
    }
}

impl FromRef<Admin> for Services {
    fn from_ref(state: &Admin) -> Self {
        state.services.clone()
    }
}

impl FromRef<Admin> for Bucket {
    fn from_ref(state: &Admin) -> Self {
        state.bucket.clone()
    }
}
