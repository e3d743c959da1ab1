//! The browser of the dashboard's tests. It needs Node's npm; where that or a browser is missing a line says so, and the
//! other tests run without it.

use std::process::Command;

use anyhow::Result;

use crate::checkout::Layout;
use crate::install::{self, Browser};
use crate::{interrupt, terminal};

/// Says in a test run or a check that the browser must be there.
const REQUIRED: &str = "NEURMATIC_BROWSER";

/// Tells tests where the browser is, so that those which need it run. Where it can't be had, a line says why.
pub(crate) fn offer(layout: &Layout, tests: &mut Command) -> Result<()> {
    match need(layout, tests) {
        Err(error) if error.is::<interrupt::Interrupted>() => Err(error),
        Err(error) if std::env::var_os(REQUIRED).is_some_and(|value| value == "required") => {
            Err(error.context(format!("the browser is needed here ({REQUIRED}=required)")))
        }
        Err(error) => {
            terminal::complain(&format!("The browser is left out: {error:#}"));
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// The same for what is nothing without it.
pub(crate) fn need(layout: &Layout, tests: &mut Command) -> Result<()> {
    let Browser { program, packages } = install::browser(layout)?;
    tests.env("TEST_CHROMIUM", program).env("TEST_BROWSER_PACKAGES", packages);
    Ok(())
}
