//! `reset`: the data go, keys and logins stay.

use anyhow::Result;

use crate::checkout::Layout;
use crate::{down, terminal};

/// Stops everything and drops the data of the servers.
pub(crate) fn run() -> Result<()> {
    let layout = Layout::open()?;
    down::stop(&layout)?;
    layout.remove_data()?;
    terminal::say(
        "Stopped, and dropped the data; the next `cargo dev` loads the demo data anew. Keys and logins stay.",
    );
    Ok(())
}
