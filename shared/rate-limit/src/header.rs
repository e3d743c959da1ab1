//! The header fields of draft-ietf-httpapi-ratelimit-headers, as structured-field lists.

use std::fmt::Write;

use crate::verdict::Standing;

/// `RateLimit-Policy`: what the limits are, as `"read";q=100;w=60`.
pub fn rate_limit_policy(standings: &[Standing]) -> String {
    list(standings, |field, standing| {
        let policy = standing.policy;
        write!(field, "\"{}\";q={};w={}", policy.name, policy.quota, policy.window_secs)
    })
}

/// `RateLimit`: where the caller stands, as `"read";r=99;t=1` (`t` in seconds until the quota is whole).
pub fn rate_limit(standings: &[Standing]) -> String {
    list(standings, |field, standing| {
        write!(field, "\"{}\";r={};t={}", standing.policy.name, standing.remaining, standing.reset_secs)
    })
}

fn list(standings: &[Standing], item: impl Fn(&mut String, &Standing) -> std::fmt::Result) -> String {
    let mut field = String::with_capacity(standings.len() * 32);
    for standing in standings {
        if !field.is_empty() {
            field.push_str(", ");
        }
        // Writing to a String can't fail.
        let _ = item(&mut field, standing);
    }
    field
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::{GENERAL_IP, READ};

    #[test]
    fn limits_and_standings_render_as_structured_fields() {
        let standings = [
            Standing { policy: &READ, remaining: 99, reset_secs: 1 },
            Standing { policy: &GENERAL_IP, remaining: 0, reset_secs: 60 },
        ];
        assert_eq!(rate_limit_policy(&standings), "\"read\";q=100;w=60, \"general-ip\";q=300;w=60");
        assert_eq!(rate_limit(&standings), "\"read\";r=99;t=1, \"general-ip\";r=0;t=60");
        assert_eq!(rate_limit(&[]), "");
    }
}
