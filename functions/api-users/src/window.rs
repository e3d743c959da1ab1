//! Where a page of a list begins, as the database wants it.

use neurmatic_db::articles::Window;
use neurmatic_http::PageRequest;

/// The window of a page.
pub(crate) fn window_of(page: &PageRequest) -> Window {
    Window {
        after: page.after().map(|position| (position.key, position.id)),
        offset: page.offset(),
        limit: page.rows_wanted(),
    }
}
