//! What is believed of a request that says it comes from the edge.

use secrecy::SecretString;

use crate::env::{ConfigError, Env, invalid};

/// What happens to a request without the origin secret: a direct client of the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectClients {
    /// It is answered, and limited by its connection's address.
    Allow,
    /// It is refused.
    Deny,
}

/// The edge's settings.
#[derive(Clone, Debug)]
pub struct Edge {
    /// `ORIGIN_SECRET`: one value, or two with a comma between while one replaces the other. Without one nobody is believed.
    pub origin_secrets: Vec<SecretString>,
    /// `DIRECT_CLIENTS`, default `allow`.
    pub direct_clients: DirectClients,
}

/// The shortest origin secret that is accepted, in bytes.
const SECRET_BYTES_MIN: usize = 32;

impl Edge {
    /// Reads the settings.
    ///
    /// # Errors
    /// When a secret is too short, there are more than two, or clients are denied with no secret to tell them by.
    pub fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let expected =
            format!("one or two secrets of at least {SECRET_BYTES_MIN} characters, with a comma between");
        let listed = env.optional("ORIGIN_SECRET").unwrap_or_default();
        let secrets: Vec<&str> = listed.split(',').filter(|s| !s.is_empty()).collect();
        if secrets.len() > 2 || secrets.iter().any(|s| s.len() < SECRET_BYTES_MIN) {
            return Err(invalid("ORIGIN_SECRET", &expected));
        }
        let direct_clients = match env.optional("DIRECT_CLIENTS").as_deref() {
            None | Some("allow") => DirectClients::Allow,
            Some("deny") if secrets.is_empty() => {
                return Err(ConfigError::Missing {
                    name: "ORIGIN_SECRET",
                    expected: format!("{expected}: DIRECT_CLIENTS=deny needs it"),
                });
            }
            Some("deny") => DirectClients::Deny,
            Some(_) => return Err(invalid("DIRECT_CLIENTS", "allow or deny")),
        };
        Ok(Self { origin_secrets: secrets.into_iter().map(SecretString::from).collect(), direct_clients })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_secrets_are_accepted_while_one_is_rotated() {
        let secret = "s".repeat(32);
        let two = Edge::from_env(&Env::of([("ORIGIN_SECRET", format!("{secret},{secret}"))])).unwrap();
        assert_eq!(two.origin_secrets.len(), 2);
        assert!(Edge::from_env(&Env::of([("ORIGIN_SECRET", "short")])).is_err());
    }

    #[test]
    fn denying_direct_clients_needs_a_secret_to_tell_them_by() {
        assert!(Edge::from_env(&Env::of([("DIRECT_CLIENTS", "deny")])).is_err());
    }
}
