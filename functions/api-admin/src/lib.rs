//! What administrators do: settings, accounts, the trail. Ending a suspension in time is a task, not a request.

mod account_editing;
mod account_input;
mod accounts;
mod settings;
mod trail;

use neurmatic_cache_policy as policy;
use neurmatic_http::{Routes, Services, admin, public};
use neurmatic_rate_limit::policies::READ;

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Services> {
    Routes::new()
        .get("settings.public", "/settings", settings::public_settings, public("The settings that are for everybody").limits(&[&READ]).cached(&policy::SETTINGS))
        .get("settings.list", "/admin/settings", settings::list_settings, admin("Every setting, with what it may be"))
        .put("settings.put", "/admin/settings", settings::put_settings, admin("Sets settings; what is left out stays"))
        .get("accounts.list", "/admin/users", accounts::list_accounts, admin("Accounts, the newest first; with q by name"))
        .patch("accounts.edit", "/admin/users/{id}", account_editing::edit_account, admin("Changes an account's role or status"))
        .get("audit.list", "/admin/audit", trail::list_trail, admin("What was done, the newest first"))
}
