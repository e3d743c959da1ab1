//! What a reader may see.

use neurmatic_core::words::{CategoryVisibility, Role};
use neurmatic_http::Caller;

/// What a reader may see. Whatever it may not is unknown to it: a 404, missing in lists, not counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader {
    /// Of which categories.
    pub(crate) seen: &'static [CategoryVisibility],
    /// Hidden things too, by their id.
    pub(crate) hidden_too: bool,
}

impl Reader {
    /// Everybody: what is cached is made for this one.
    pub(crate) const PUBLIC: Self =
        Self { seen: CategoryVisibility::seen_by(Role::Visitor), hidden_too: false };

    /// A signed-in reader.
    pub(crate) fn of(caller: Caller) -> Self {
        Self { seen: CategoryVisibility::seen_by(caller.role), hidden_too: is_moderator(caller) }
    }

    /// Whether topics of such a category may be seen.
    pub(crate) fn sees(self, visibility: CategoryVisibility) -> bool {
        self.seen.contains(&visibility)
    }
}

/// Whether the caller moderates.
pub(crate) fn is_moderator(caller: Caller) -> bool {
    caller.role.reaches(Role::Moderator)
}
