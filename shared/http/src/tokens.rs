//! Access tokens: JWTs signed with Ed25519, good for 15 minutes.
//!
//! A token says who asks; whether that login may still be used is [`crate::logins`]' to say.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use neurmatic_config::{AccessTokenSigner, AccessTokenVerifier};
use neurmatic_core::ids::{SessionId, UserId};
use neurmatic_core::words::Role;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// How long an access token is good for, in seconds.
pub const ACCESS_TOKEN_SECS: i64 = 15 * 60;

/// How far the clocks of two functions may be apart, in seconds.
const CLOCK_LEEWAY_SECS: u64 = 5;

/// What comes before the seed in the PKCS #8 form of an Ed25519 private key (RFC 8410).
const PKCS8_ED25519_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The user.
    pub sub: UserId,
    /// The user's role when the token was made.
    pub role: Role,
    /// The login.
    pub sid: SessionId,
    /// Always `access`: no other token of ours passes for one.
    pub typ: String,
    /// When it was made, in seconds since 1970.
    pub iat: i64,
    /// Until when it is good, in seconds since 1970.
    pub exp: i64,
}

/// Makes access tokens. Only the auth function has one.
#[derive(Clone)]
pub struct Signer {
    header: Header,
    key: EncodingKey,
}

impl Signer {
    /// A signer with the configured key.
    #[must_use]
    pub fn new(settings: &AccessTokenSigner) -> Self {
        let der: Vec<u8> =
            PKCS8_ED25519_PREFIX.iter().chain(settings.seed.expose_secret()).copied().collect();
        let header = Header { kid: Some(settings.kid.clone()), ..Header::new(Algorithm::EdDSA) };
        Self { header, key: EncodingKey::from_ed_der(&der) }
    }

    /// A token for a login.
    ///
    /// # Errors
    /// When the key can't sign: a fault of ours.
    pub fn sign(
        &self,
        user: UserId,
        role: Role,
        session: SessionId,
        now: Timestamp,
    ) -> Result<String, Problem> {
        let iat = now.as_second();
        let claims = Claims {
            sub: user,
            role,
            sid: session,
            typ: "access".to_owned(),
            iat,
            exp: iat + ACCESS_TOKEN_SECS,
        };
        jsonwebtoken::encode(&self.header, &claims, &self.key).map_err(Problem::internal)
    }
}

/// Believes tokens that were signed with one of the known keys.
#[derive(Clone)]
pub struct Verifier {
    keys: Vec<(String, DecodingKey)>,
    validation: Validation,
}

impl Verifier {
    /// A verifier with the configured keys.
    ///
    /// # Errors
    /// When a key can't be used.
    pub fn new(settings: &AccessTokenVerifier) -> Result<Self, jsonwebtoken::errors::Error> {
        let key = |bytes: &[u8]| DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(bytes));
        let keys: Result<Vec<_>, jsonwebtoken::errors::Error> =
            settings.public_keys.iter().map(|named| Ok((named.kid.clone(), key(&named.bytes)?))).collect();
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.leeway = CLOCK_LEEWAY_SECS;
        Ok(Self { keys: keys?, validation })
    }

    /// What a token says, if it is one of ours and still good.
    ///
    /// # Errors
    /// 401.
    pub fn verify(&self, token: &str) -> Result<Claims, Problem> {
        let invalid = || {
            Problem::unauthenticated("token_invalid", "the access token is not valid: sign in, or refresh it")
        };
        let kid = jsonwebtoken::decode_header(token).ok().and_then(|header| header.kid);
        let key = kid.and_then(|kid| self.keys.iter().find(|(known, _)| *known == kid));
        let (_, key) = key.ok_or_else(invalid)?;
        let claims = match jsonwebtoken::decode::<Claims>(token, key, &self.validation) {
            Ok(token) => token.claims,
            Err(error) if *error.kind() == jsonwebtoken::errors::ErrorKind::ExpiredSignature => {
                return Err(Problem::unauthenticated(
                    "token_expired",
                    "the access token has expired: refresh it",
                ));
            }
            Err(_) => return Err(invalid()),
        };
        if claims.typ == "access" { Ok(claims) } else { Err(invalid()) }
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
    use neurmatic_config::NamedKey;

    use super::*;

    fn pair(kid: &str, seed: [u8; 32]) -> (Signer, Verifier) {
        let public = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap().public_key().as_ref().to_vec();
        let signer = Signer::new(&AccessTokenSigner { kid: kid.to_owned(), seed: seed.to_vec().into() });
        let keys = vec![NamedKey { kid: kid.to_owned(), bytes: public }];
        (signer, Verifier::new(&AccessTokenVerifier { public_keys: keys }).unwrap())
    }

    fn code(result: Result<Claims, Problem>) -> &'static str {
        result.map_or_else(|problem| problem.code, |_| "good")
    }

    #[test]
    fn a_token_is_good_for_fifteen_minutes_and_only_under_its_own_key() {
        let (signer, verifier) = pair("a", [1; 32]);
        let (_, stranger) = pair("a", [2; 32]);
        let now = Timestamp::now();
        let sign = |at| signer.sign(UserId::new(), Role::Moderator, SessionId::new(), at).unwrap();
        assert_eq!(verifier.verify(&sign(now)).unwrap().role, Role::Moderator);
        assert_eq!(code(stranger.verify(&sign(now))), "token_invalid");
        let past = now.checked_sub(jiff::SignedDuration::from_secs(ACCESS_TOKEN_SECS + 10)).unwrap();
        assert_eq!(code(verifier.verify(&sign(past))), "token_expired");
    }

    #[test]
    fn tokens_of_another_type_or_algorithm_are_refused() {
        let (signer, verifier) = pair("a", [1; 32]);
        let now = Timestamp::now().as_second();
        let claims = Claims {
            sub: UserId::new(),
            role: Role::User,
            sid: SessionId::new(),
            typ: "refresh".to_owned(),
            iat: now,
            exp: now + 60,
        };
        let other_type = jsonwebtoken::encode(&signer.header, &claims, &signer.key).unwrap();
        let header = Header { kid: Some("a".to_owned()), ..Header::new(Algorithm::HS256) };
        let other_algorithm =
            jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(b"x")).unwrap();
        for token in [other_type.as_str(), other_algorithm.as_str(), "", "a.b.c"] {
            assert_eq!(code(verifier.verify(token)), "token_invalid", "{token}");
        }
    }
}
