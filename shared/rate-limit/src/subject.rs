//! Who is counted, as a short key: addresses in one canonical form, accounts as a hash.

use std::fmt::Display;
use std::net::IpAddr;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Bytes of the hash that stand for an account: 96 bits don't collide by accident nor by trying.
const HASH_BYTES: usize = 12;

/// A subject of a limit. Two spellings of one address or one e-mail are one subject.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject(String);

impl Subject {
    /// A client address. IPv6 counts by /64: whoever has one address there has all of them.
    pub fn ip(address: IpAddr) -> Self {
        Self(address_key(address))
    }

    /// A signed-in user, by id.
    pub fn user(id: impl Display) -> Self {
        Self(format!("u{}", hash(&id.to_string())))
    }

    /// An account, by its e-mail address; case and surrounding space don't matter.
    pub fn account(email: &str) -> Self {
        Self(account_key(email))
    }

    /// An account as tried from one address.
    pub fn account_and_ip(email: &str, address: IpAddr) -> Self {
        Self(format!("{}.{}", account_key(email), address_key(address)))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The key that holds its standing in all limits, without the deployment's prefix.
    pub(crate) fn key(&self) -> String {
        ["rl:", &self.0].concat()
    }
}

fn address_key(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => format!("i{:08x}", address.to_bits()),
        IpAddr::V6(address) => format!("i{:016x}", address.to_bits() >> 64),
    }
}

fn account_key(email: &str) -> String {
    format!("a{}", hash(&email.trim().to_lowercase()))
}

fn hash(text: &str) -> String {
    let digest = digest(&SHA256, text.as_bytes());
    let short = digest.as_ref().get(..HASH_BYTES).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> Subject {
        Subject::ip(text.parse().unwrap())
    }

    #[test]
    fn an_ipv6_network_is_one_subject() {
        assert_eq!(ip("2001:db8:1:2::1"), ip("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(ip("2001:db8:1:2::1"), ip("2001:db8:1:3::1"));
    }

    #[test]
    fn an_ipv4_address_in_ipv6_clothes_is_the_ipv4_address() {
        assert_eq!(ip("::ffff:192.0.2.7"), ip("192.0.2.7"));
        assert_ne!(ip("192.0.2.7"), ip("192.0.2.8"));
    }

    #[test]
    fn an_account_is_the_same_however_it_is_typed_and_its_address_is_not_in_the_key() {
        let subject = Subject::account(" Someone@Example.ORG ");
        assert_eq!(subject, Subject::account("someone@example.org"));
        assert!(!subject.as_str().contains('@') && subject.as_str().len() == 17);
    }
}
