//! Content encodings an entry is kept in.

/// How a body is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Brotli.
    Brotli,
    /// Gzip.
    Gzip,
    /// As it is.
    Identity,
}

impl Encoding {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Identity];

    /// The token of `Content-Encoding` and of entity tags.
    pub const fn token(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }

    /// Its place in [`Self::ALL`].
    pub(crate) const fn place(self) -> usize {
        match self {
            Self::Brotli => 0,
            Self::Gzip => 1,
            Self::Identity => 2,
        }
    }

    pub(crate) fn of_token(token: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|encoding| encoding.token().as_bytes() == token)
    }

    /// The best encoding for a client that sent this `Accept-Encoding`: the one it weighs highest, the
    /// smallest among equals.
    pub fn best_for(accept_encoding: Option<&str>) -> Self {
        let Some(accepted) = accept_encoding else { return Self::Identity };
        let mut best = (Self::Identity, 0);
        for encoding in [Self::Brotli, Self::Gzip] {
            let weight = weight_of(accepted, encoding.token());
            if weight > best.1 {
                best = (encoding, weight);
            }
        }
        if weight_named(accepted, "identity").is_some_and(|weight| weight > best.1) {
            return Self::Identity;
        }
        best.0
    }
}

/// The weight of a token in thousandths: its own, else that of `*`, else 0.
fn weight_of(accepted: &str, token: &str) -> u32 {
    weight_named(accepted, token).or_else(|| weight_named(accepted, "*")).unwrap_or(0)
}

fn weight_named(accepted: &str, token: &str) -> Option<u32> {
    accepted.split(',').find_map(|item| {
        let mut pieces = item.split(';');
        if !pieces.next()?.trim().eq_ignore_ascii_case(token) {
            return None;
        }
        let weight = pieces.find_map(|piece| piece.trim().strip_prefix("q=").map(thousandths));
        Some(weight.unwrap_or(1_000))
    })
}

/// A weight as in RFC 9110; what isn't one counts as 0.
fn thousandths(weight: &str) -> u32 {
    match weight.parse::<f32>() {
        Ok(weight) if (0.0..=1.0).contains(&weight) => (weight * 1_000.0) as u32,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_gets_the_smallest_it_takes() {
        let cases = [
            (None, Encoding::Identity),
            (Some(""), Encoding::Identity),
            (Some("gzip, deflate, br, zstd"), Encoding::Brotli),
            (Some("GZIP"), Encoding::Gzip),
            (Some("br;q=0.5, gzip;q=0.9"), Encoding::Gzip),
            (Some("br;q=0, *"), Encoding::Gzip),
            (Some("gzip;q=0.2, identity"), Encoding::Identity),
            (Some("gzip;q=nonsense"), Encoding::Identity),
            (Some("*"), Encoding::Brotli),
        ];
        for (header, expected) in cases {
            assert_eq!(Encoding::best_for(header), expected, "{header:?}");
        }
    }
}
