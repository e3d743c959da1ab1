//! Signature version 4 of AWS: in the headers of a request, or in a URL that somebody else is given. Paths are signed as they are
//! sent, which is right where they hold nothing to encode (`/`) and for S3.
//!
//! Deliberately not in here: sending, and where a key comes from.

use std::fmt::Write as _;

use aws_lc_rs::{digest, hmac};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The one algorithm.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// In place of the body's hash, where who signs doesn't know the body.
pub const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// Who signs, and for where.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    /// The key's name.
    pub access_key_id: &'a str,
    /// The key.
    pub secret_access_key: &'a str,
    /// The region.
    pub region: &'a str,
    /// The service, in AWS's words: `s3`.
    pub service: &'a str,
}

/// What is signed of a request.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The method.
    pub method: &'a str,
    /// The path, encoded as it is sent.
    pub path: &'a str,
    /// The parameters as they are meant, in any order, the signature itself not among them.
    pub query: &'a [(&'a str, &'a str)],
    /// The headers that are signed: names in small letters, in order.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body's hash, or [`UNSIGNED`].
    pub payload: &'a str,
}

impl Signer<'_> {
    /// The value of `Authorization` for a request.
    #[must_use]
    pub fn authorization(&self, amz_date: &str, request: &Request<'_>) -> String {
        let (credential, names) = (self.credential(amz_date), names(request.headers));
        let signature = self.signature(amz_date, request);
        format!("{ALGORITHM} Credential={credential}, SignedHeaders={names}, Signature={signature}")
    }

    /// The key's name, and what its signature holds for: a day, a region, a service.
    #[must_use]
    pub fn credential(&self, amz_date: &str) -> String {
        format!("{}/{}", self.access_key_id, self.scope(amz_date))
    }

    /// The signature of a request at a time.
    #[must_use]
    pub fn signature(&self, amz_date: &str, request: &Request<'_>) -> String {
        let Request { method, path, query, headers, payload } = *request;
        let mut canonical = [method, "\n", path, "\n", &canonical_query(query), "\n"].concat();
        for (name, value) in headers {
            canonical.extend([*name, ":", value.trim(), "\n"]);
        }
        canonical.extend(["\n", &names(headers), "\n", payload]);
        let to_sign =
            format!("{ALGORITHM}\n{amz_date}\n{}\n{}", self.scope(amz_date), hash(canonical.as_bytes()));

        let first = format!("AWS4{}", self.secret_access_key);
        let key = [day(amz_date), self.region, self.service, "aws4_request"]
            .iter()
            .fold(first.into_bytes(), |key, part| mac(&key, part.as_bytes()).as_ref().to_vec());
        hex(mac(&key, to_sign.as_bytes()).as_ref())
    }

    fn scope(&self, amz_date: &str) -> String {
        format!("{}/{}/{}/aws4_request", day(amz_date), self.region, self.service)
    }
}

/// The names of headers, as a signature lists them.
#[must_use]
pub fn names(headers: &[(&str, &str)]) -> String {
    headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";")
}

/// Parameters in the order and spelling in which they are signed.
#[must_use]
pub fn canonical_query(query: &[(&str, &str)]) -> String {
    let mut pairs: Vec<(String, String)> =
        query.iter().map(|(name, value)| (encoded(name), encoded(value))).collect();
    pairs.sort_unstable();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// The time as signatures say it: `20150830T123600Z`.
#[must_use]
pub fn amz_date(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A body's hash.
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn day(amz_date: &str) -> &str {
    amz_date.get(..8).unwrap_or_default()
}

/// A text with everything encoded but what never needs it.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut into, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            into.push(char::from(byte));
        } else {
            // A text takes whatever is written to it.
            let _ = write!(into, "%{byte:02X}");
        }
        into
    })
}

fn mac(key: &[u8], bytes: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // A text takes whatever is written to it.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key, the time and the host of the examples in the documentation of S3's interface, "Authenticating Requests".
    const EXAMPLES: Signer<'_> = Signer {
        access_key_id: "AKIAIOSFODNN7EXAMPLE",
        secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region: "us-east-1",
        service: "s3",
    };
    const AT: &str = "20130524T000000Z";
    const HOST: (&str, &str) = ("host", "examplebucket.s3.amazonaws.com");

    #[test]
    fn a_part_of_an_object_as_in_the_published_example() {
        let payload = hash(b"");
        let headers = [HOST, ("range", "bytes=0-9"), ("x-amz-content-sha256", &payload), ("x-amz-date", AT)];
        let request =
            Request { method: "GET", path: "/test.txt", query: &[], headers: &headers, payload: &payload };
        let signature = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";
        assert_eq!(EXAMPLES.signature(AT, &request), signature);
        assert_eq!(names(&headers), "host;range;x-amz-content-sha256;x-amz-date");
    }

    #[test]
    fn an_object_that_is_put_as_in_the_published_example() {
        let payload = hash(b"Welcome to Amazon S3.");
        let headers = [
            ("date", "Fri, 24 May 2013 00:00:00 GMT"),
            HOST,
            ("x-amz-content-sha256", &payload),
            ("x-amz-date", AT),
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ];
        let path = "/test%24file.text";
        let request = Request { method: "PUT", path, query: &[], headers: &headers, payload: &payload };
        let signature = "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd";
        assert_eq!(EXAMPLES.signature(AT, &request), signature);
    }

    #[test]
    fn a_parameter_without_a_value_as_in_the_published_example() {
        let payload = hash(b"");
        let headers = [HOST, ("x-amz-content-sha256", &payload), ("x-amz-date", AT)];
        let query = [("lifecycle", "")];
        let request =
            Request { method: "GET", path: "/", query: &query, headers: &headers, payload: &payload };
        let signature = "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543";
        assert_eq!(EXAMPLES.signature(AT, &request), signature);
    }

    #[test]
    fn a_url_as_in_the_published_example() {
        let credential = EXAMPLES.credential(AT);
        assert_eq!(credential, "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request");
        let query = [
            ("X-Amz-Algorithm", ALGORITHM),
            ("X-Amz-Credential", &credential),
            ("X-Amz-Date", AT),
            ("X-Amz-Expires", "86400"),
            ("X-Amz-SignedHeaders", "host"),
        ];
        let request =
            Request { method: "GET", path: "/test.txt", query: &query, headers: &[HOST], payload: UNSIGNED };
        let signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
        assert_eq!(EXAMPLES.signature(AT, &request), signature);
        assert!(
            canonical_query(&query)
                .contains("AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request")
        );
    }

    /// A `POST /` with the key and at the time of AWS's published test suite.
    fn of_the_suite(headers: &[(&str, &str)], body: &[u8]) -> String {
        let signer = Signer {
            access_key_id: "AKIDEXAMPLE",
            secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            region: "us-east-1",
            service: "service",
        };
        let payload = hash(body);
        let request = Request { method: "POST", path: "/", query: &[], headers, payload: &payload };
        let authorization = signer.authorization("20150830T123600Z", &request);
        assert!(authorization.starts_with(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="
        ));
        authorization.split("Signature=").last().unwrap().to_owned()
    }

    #[test]
    fn post_vanilla_of_the_published_suite() {
        let headers = [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")];
        let signature = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b";
        assert_eq!(of_the_suite(&headers, b""), signature);
    }

    #[test]
    fn post_x_www_form_urlencoded_of_the_published_suite() {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("host", "example.amazonaws.com"),
            ("x-amz-date", "20150830T123600Z"),
        ];
        let signature = "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a";
        assert_eq!(of_the_suite(&headers, b"Param1=value1"), signature);
    }

    #[test]
    fn a_time_is_written_in_utc() {
        assert_eq!(amz_date("2013-05-24T02:00:00+02:00".parse().unwrap()), AT);
    }
}
