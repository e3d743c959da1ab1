//! Where the data may go: to a server on this machine, and nowhere else.

use std::net::IpAddr;

use tokio_postgres::config::{Config, Host};

use crate::SeedError;

/// Reads a connection address and refuses one that leads to another machine.
///
/// # Errors
/// [`SeedError::BadAddress`], [`SeedError::NotOnThisMachine`].
pub fn on_this_machine(url: &str) -> Result<Config, SeedError> {
    let config: Config = url.parse().map_err(|_secret| SeedError::BadAddress)?;
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        return Err(SeedError::BadAddress);
    }
    let local =
        config.get_hosts().iter().all(is_local) && config.get_hostaddrs().iter().all(IpAddr::is_loopback);
    if local { Ok(config) } else { Err(SeedError::NotOnThisMachine) }
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        // A URL's IPv6 address comes with its brackets.
        Host::Tcp(name) => {
            name == "localhost"
                || name.trim_matches(['[', ']']).parse().is_ok_and(|address: IpAddr| address.is_loopback())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_on_this_machine_is_taken() {
        for url in [
            "postgres://a:b@127.0.0.1:5432/d",
            "postgres://a@localhost/d",
            "host=::1 user=a",
            "host=/var/run/postgresql",
        ] {
            assert!(on_this_machine(url).is_ok(), "{url}");
        }
        for url in [
            "postgres://a:b@db.example.org/d",
            "postgres://a:b@10.0.0.1/d",
            "postgres://a@localhost,db.example.org/d",
            "host=localhost hostaddr=192.0.2.1",
            "postgres://a@localhost.example.org/d",
        ] {
            let refused = on_this_machine(url).unwrap_err();
            assert_eq!(refused.to_string(), "refuses: DATABASE_OWNER_URL is not on this machine", "{url}");
        }
        assert!(matches!(on_this_machine("not an address"), Err(SeedError::BadAddress)));
        assert!(matches!(on_this_machine("user=a"), Err(SeedError::BadAddress)));
    }
}
