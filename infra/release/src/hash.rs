//! SHA-256 as manifests write it, and as Lambda does.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// In hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    neurmatic_sigv4::hash(bytes)
}

/// In base64: `CodeSha256` of Lambda's interface.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(digest::digest(&digest::SHA256, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_the_published_hash_of_nothing() {
        assert_eq!(hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(base64(b""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
