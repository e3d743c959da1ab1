//! Keys for access tokens, printed as the two variables that take them.

use anyhow::Context as _;
use aws_lc_rs::rand;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use neurmatic_config::Env;

/// Two lines, `ACCESS_TOKEN_PRIVATE_KEY=…` and `ACCESS_TOKEN_PUBLIC_KEYS=…`, with a fresh Ed25519 key.
/// Its id begins with `dev-` in development, which a deployed function refuses, else with the date.
///
/// # Errors
/// When there are no random bytes.
pub fn create(env: &Env, now: Timestamp) -> anyhow::Result<String> {
    let mut seed = [0_u8; 32];
    rand::fill(&mut seed).context("no random bytes")?;
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).context("no key from the seed")?;
    let mut tag = [0_u8; 4];
    rand::fill(&mut tag).context("no random bytes")?;

    let tag: String = tag.iter().map(|byte| format!("{byte:02x}")).collect();
    let kid = match env.optional("APP_ENV").as_deref() {
        None | Some("development") => format!("dev-{tag}"),
        Some(_) => format!("{}-{tag}", now.strftime("%Y-%m-%d")),
    };
    let (private, public) = (URL_SAFE_NO_PAD.encode(seed), URL_SAFE_NO_PAD.encode(pair.public_key()));
    Ok(format!("ACCESS_TOKEN_PRIVATE_KEY={kid}:{private}\nACCESS_TOKEN_PUBLIC_KEYS={kid}:{public}"))
}

#[cfg(test)]
mod tests {
    use neurmatic_config::{AccessTokenSigner, AccessTokenVerifier, AppEnv};

    use super::*;

    fn created(app_env: &str) -> Env {
        let lines = create(&Env::of([("APP_ENV", app_env)]), Timestamp::UNIX_EPOCH).unwrap();
        Env::of(lines.lines().map(|line| line.split_once('=').unwrap()))
    }

    #[test]
    fn the_lines_are_what_the_functions_read() {
        let env = created("production");
        let signer = AccessTokenSigner::from_env(&env, AppEnv::Production).unwrap();
        let verifier = AccessTokenVerifier::from_env(&env, AppEnv::Production).unwrap();
        assert!(signer.kid.starts_with("1970-01-01-"), "{}", signer.kid);
        assert_eq!(verifier.public_keys[0].kid, signer.kid);
    }

    #[test]
    fn a_development_key_is_refused_by_a_deployed_function() {
        assert!(AccessTokenVerifier::from_env(&created("development"), AppEnv::Production).is_err());
    }
}
