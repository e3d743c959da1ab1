//! How users are told of things when they haven't said how they want to be, and whom a text names.

use crate::words::{NotificationFrequency, NotificationType};

/// People that one text can name.
pub const MENTIONS_MAX: usize = 10;

impl NotificationType {
    /// How soon it is mailed to who hasn't said. What asks for an answer is mailed; what only counts isn't.
    #[must_use]
    pub const fn mail_default(self) -> NotificationFrequency {
        match self {
            Self::TopicReply
            | Self::CommentReply
            | Self::Mention
            | Self::AcceptedAnswer
            | Self::NewJobMatch
            | Self::ApplicationReceived
            | Self::ApplicationStatusUpdate
            | Self::Message
            | Self::SystemAnnouncement
            | Self::AccountUpdate => NotificationFrequency::RealTime,
            Self::NewArticleInFollowedCategory
            | Self::TrendingArticle
            | Self::NewFollower
            | Self::BadgeEarned
            | Self::ReputationMilestone => NotificationFrequency::DailyDigest,
            Self::Upvote | Self::Downvote | Self::ProfileView => NotificationFrequency::Off,
        }
    }

    /// Whether its mail is sent in quiet hours too.
    #[must_use]
    pub const fn is_critical(self) -> bool {
        matches!(self, Self::SystemAnnouncement | Self::AccountUpdate)
    }

    /// Whether what comes within the hour is counted instead of told again.
    #[must_use]
    pub const fn is_bundled(self) -> bool {
        matches!(
            self,
            Self::TopicReply
                | Self::CommentReply
                | Self::Upvote
                | Self::ApplicationReceived
                | Self::NewFollower
                | Self::ProfileView
                | Self::Message
        )
    }
}

/// The usernames that a text names with an `@`, in lower case, each once, the first [`MENTIONS_MAX`]. An address such as
/// `a@example.org` names nobody.
#[must_use]
pub fn mentions(text: &str) -> Vec<String> {
    let mut named: Vec<String> = Vec::new();
    let mut before = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let begins = c == '@' && !before.is_some_and(is_of_word);
        before = Some(c);
        if !begins {
            continue;
        }
        let name: String = rest.as_str().chars().take_while(|c| is_of_name(*c)).collect();
        let name = name.trim_end_matches(['-', '_']).to_lowercase();
        if crate::rules::username_fault(&name).is_none() && !named.contains(&name) {
            named.push(name);
            if named.len() == MENTIONS_MAX {
                break;
            }
        }
    }
    named
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '/' | '@')
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_who_stands_behind_an_at() {
        assert_eq!(mentions("@Ada, see (@bob-1) and @ada again."), ["ada", "bob-1"]);
        assert_eq!(mentions("Ask @carol_2."), ["carol_2"]);
        assert_eq!(mentions("@dave-"), ["dave"]);
    }

    #[test]
    fn addresses_and_crumbs_name_nobody() {
        for text in ["mail a@example.org", "@ab", "@", "@@", "see https://example.org/@someone", "a.@bcd"] {
            assert_eq!(mentions(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn ten_names_are_the_most() {
        let text: Vec<String> = (0..30).map(|n| format!("@user{n}")).collect();
        assert_eq!(mentions(&text.join(" ")).len(), MENTIONS_MAX);
    }

    #[test]
    fn what_is_critical_is_mailed_at_once() {
        for kind in NotificationType::ALL.iter().filter(|kind| kind.is_critical()) {
            assert_eq!(kind.mail_default(), NotificationFrequency::RealTime);
            assert!(!kind.is_bundled());
        }
    }
}
