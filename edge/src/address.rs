//! The visitor's address, as it is told to the origin.

use crate::seen::Seen;
use crate::settings::{Backend, Settings};

/// Where nobody tells: everybody on this machine.
const LOOPBACK: &str = "127.0.0.1";

/// The address of whoever sent a request. Cloudflare tells it by a header that visitors can't set. Without Cloudflare in
/// front nobody may set it, but the client that knows the secret of the settings: a load test with many addresses.
pub(crate) fn of<'a>(seen: &Seen<'a>, settings: &Settings) -> &'a str {
    let told_by_secret = || match (&settings.trusted_client, seen.trusted_client) {
        (Some(secret), Some(sent)) => is_same(secret.as_bytes(), sent.as_bytes()),
        _ => false,
    };
    let believed = settings.backend == Backend::Zone || told_by_secret();
    seen.connecting_ip.filter(|_| believed).unwrap_or(LOOPBACK)
}

/// Compares without telling by the time where two secrets differ.
fn is_same(secret: &[u8], sent: &[u8]) -> bool {
    let differences = secret.iter().zip(sent).fold(0, |found, (one, other)| found | (one ^ other));
    secret.len() == sent.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cloudflare_and_a_trusted_client_may_say_an_address() {
        let secret = "s".repeat(32);
        let zone = Settings { backend: Backend::Zone, ..Settings::default() };
        let local = Settings { trusted_client: Some(secret.clone()), ..Settings::default() };
        let seen = |trusted| Seen {
            connecting_ip: Some("198.51.100.7"),
            trusted_client: trusted,
            ..Seen::default()
        };
        assert_eq!(of(&seen(None), &zone), "198.51.100.7");
        assert_eq!(of(&seen(Some(&secret)), &local), "198.51.100.7");
        for wrong in [None, Some(""), Some("guess"), Some(&secret[1..])] {
            assert_eq!(of(&seen(wrong), &local), LOOPBACK);
        }
        assert_eq!(of(&seen(Some("")), &Settings::default()), LOOPBACK);
    }
}
