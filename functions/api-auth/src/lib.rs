//! Signing up, in and out. Changing one's own account and anybody's role is other functions' business; sending the
//! mails that this one asks for is a task's.

mod browser;
mod device;
mod login;
mod me;
mod refresh;
mod register;
mod reset;
mod restore;
mod sessions;
mod verify;

use neurmatic_accounts::Passwords;
use neurmatic_config::{AccessTokenSigner, Env};
use neurmatic_http::{Routes, Services, Signer, StartError, public, user};
use neurmatic_rate_limit::policies::{
    FORGOT_PASSWORD, LOGIN_IP, REFRESH, REGISTER, RESEND_VERIFICATION, RESET_PASSWORD, RESTORE_ACCOUNT,
    VERIFY_EMAIL,
};

/// The routes of this function. What a login's account is charged beside its address stands in `login.rs`: the
/// address is known before the body is read, the account after.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Auth> {
    let verify = |summary| public(summary).limits(&[&VERIFY_EMAIL]);
    let resend = |summary| public(summary).limits(&[&RESEND_VERIFICATION]);
    let forgot = |summary| public(summary).limits(&[&FORGOT_PASSWORD]);
    let reset = |summary| public(summary).limits(&[&RESET_PASSWORD]);
    let restore = |summary| public(summary).limits(&[&RESTORE_ACCOUNT]);
    let page = |summary| public(summary).own_pages_only();
    Routes::new()
        .post("auth.register", "/auth/register", register::register, public("Make an account; a link to confirm the address is mailed").limits(&[&REGISTER]))
        .post("auth.login", "/auth/login", login::login, public("Sign in: 5 tries in 15 minutes per account and address, 20 per account").limits(&[&LOGIN_IP]))
        .post("auth.refresh", "/auth/refresh", refresh::refresh, public("Trade a refresh token, which is good once, for new tokens").limits(&[&REFRESH]))
        .post("auth.open_session", "/auth/session", browser::open, page("Sign in a page of the platform: the refresh token goes into a cookie").limits(&[&LOGIN_IP]))
        .post("auth.refresh_session", "/auth/session/refresh", browser::refresh, page("Trade the cookie's refresh token, which is good once, for new tokens").limits(&[&REFRESH]))
        .delete("auth.close_session", "/auth/session", browser::close, page("End the login of the cookie's refresh token").limits(&[&REFRESH]))
        .post("auth.logout", "/auth/logout", sessions::logout, user("End this login").limits(&[&REFRESH]))
        .post("auth.verify_email", "/auth/verify-email", verify::verify_email, verify("Confirm an address with the token of a mailed link"))
        .post("auth.resend_verification", "/auth/resend-verification", verify::resend_verification, resend("Mail the link to confirm an address again, if an account waits for it"))
        .post("auth.forgot_password", "/auth/forgot-password", reset::forgot_password, forgot("Mail a link to set a new password, if there is such an account"))
        .post("auth.reset_password", "/auth/reset-password", reset::reset_password, reset("Set a new password with the token of a mailed link; ends every login"))
        .post("auth.restore_account", "/auth/restore-account", restore::restore_account, restore("Restore a deleted account with the token of a mailed link, within 30 days"))
        .get("auth.me", "/auth/me", me::me, user("Who is signed in"))
        .get("auth.sessions", "/auth/sessions", sessions::sessions, user("One's own logins, the last used first"))
        .delete("auth.revoke_session", "/auth/sessions/{id}", sessions::revoke_session, user("End one of one's logins"))
        .post("auth.revoke_all_sessions", "/auth/sessions/revoke-all", sessions::revoke_all_sessions, user("End all of one's logins but this one"))
}

/// What the routes share. Cheap to clone.
#[derive(Clone)]
pub struct Auth {
    services: Services,
    signer: Signer,
    passwords: Passwords,
}

impl Auth {
    /// Reads what only this function needs: the key that signs access tokens.
    ///
    /// # Errors
    /// When the key is missing or malformed.
    pub fn from_env(env: &Env, services: Services) -> Result<Self, StartError> {
        let signer = Signer::new(&AccessTokenSigner::from_env(env, services.site.env)?);
        Ok(Self { services, signer, passwords: Passwords::new() })
    }
}

#[cfg(test)]
mod tests {
    use neurmatic_http::{AuthClass, document};

    use super::*;

    #[test]
    fn every_route_that_anybody_may_call_is_limited_on_its_own() {
        let table = routes().table();
        let public: Vec<_> = table.iter().filter(|route| route.rules.auth == AuthClass::Public).collect();
        assert_eq!(public.len(), 11);
        assert!(public.iter().all(|route| !route.rules.limits.is_empty()));
    }

    #[test]
    fn the_document_describes_the_tokens_of_a_login_and_hides_nothing_that_is_sent() {
        let table = routes().table();
        let document = document(table.iter().map(AsRef::as_ref));
        let schemas = &document["components"]["schemas"];
        for field in ["user", "accessToken", "refreshToken", "expiresIn"] {
            assert!(schemas["LoginOut"]["properties"][field].is_object(), "{field}: {}", schemas["LoginOut"]);
        }
        assert!(schemas["BrowserLoginOut"]["properties"]["accessToken"].is_object());
        assert!(schemas["BrowserLoginOut"]["properties"]["refreshToken"].is_null(), "a script would read it");
        assert_eq!(schemas["LoginIn"]["properties"]["password"]["writeOnly"], true);
        assert_eq!(schemas["LoginIn"]["properties"]["email"]["type"], "string");
    }
}
