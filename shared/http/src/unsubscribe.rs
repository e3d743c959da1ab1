//! Signed links by which a mail's receiver ends such mails: without signing in, and for nothing else. They don't expire,
//! since a mail may be opened years later, and say who and what in their token, so that nothing is kept for each mail.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::{DigestType, NotificationType};

use crate::routes::BASE;
use crate::services::Services;

/// Keeps this hash from being taken for one that is made elsewhere.
const PURPOSE: &str = "unsubscribe";

/// Which mails a link ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsubscribe {
    /// Those of one type.
    Type(NotificationType),
    /// A digest.
    Digest(DigestType),
    /// All that can be ended.
    Everything,
}

impl Unsubscribe {
    fn word(self) -> String {
        match self {
            Self::Type(kind) => kind.to_string(),
            Self::Digest(kind) => format!("{kind}-digest"),
            Self::Everything => "everything".to_owned(),
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        if word == "everything" {
            return Some(Self::Everything);
        }
        match word.strip_suffix("-digest") {
            Some(kind) => kind.parse().ok().map(Self::Digest),
            None => word.parse().ok().map(Self::Type),
        }
    }
}

impl Services {
    /// The link that ends these mails to a user.
    #[must_use]
    pub fn unsubscribe_link(&self, user: UserId, which: Unsubscribe) -> String {
        let token = self.unsubscribe_token(user, which);
        format!("{}{BASE}/notifications/unsubscribe/{token}", self.site.public_url)
    }

    /// The last segment of that link.
    #[must_use]
    pub fn unsubscribe_token(&self, user: UserId, which: Unsubscribe) -> String {
        let claim = format!("{}.{}", user.0.simple(), which.word());
        let hash = self.keyed_hash(format!("{PURPOSE}:{claim}").as_bytes());
        format!("{claim}.{}", URL_SAFE_NO_PAD.encode(hash))
    }

    /// Whose mails a token ends, and which. None unless it is one of ours, letter for letter.
    #[must_use]
    pub fn read_unsubscribe(&self, token: &str) -> Option<(UserId, Unsubscribe)> {
        let mut parts = token.split('.');
        let (user, word) = (parts.next()?.parse().ok()?, parts.next()?);
        let which = Unsubscribe::of_word(word)?;
        let ours = self.unsubscribe_token(user, which);
        verify_slices_are_equal(ours.as_bytes(), token.as_bytes()).ok()?;
        Some((user, which))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_as_what_it_ends() {
        let types = NotificationType::ALL.iter().map(|kind| Unsubscribe::Type(*kind));
        let digests = DigestType::ALL.iter().map(|kind| Unsubscribe::Digest(*kind));
        for which in types.chain(digests).chain([Unsubscribe::Everything]) {
            assert_eq!(Unsubscribe::of_word(&which.word()), Some(which));
        }
        assert_eq!(Unsubscribe::of_word("yearly-digest"), None);
    }
}
