//! The way back: each function to the version that its alias says was there before the last release. One that the last release
//! didn't come to stays. The database stays as it is: the old versions can do with it.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use futures::future::join_all;
use jiff::Timestamp;
use neurmatic_config::Env;

use crate::deployment::Deployment;
use crate::lambda::{Alias, AliasChange, Lambda};
use crate::note::Note;
use crate::say;
use crate::settings::Settings;
use crate::words::Words;

/// Where a function goes.
#[derive(Debug, PartialEq, Eq)]
enum Way {
    /// A shift has not ended: all requests go to the version that it came from.
    EndShift { version: String },
    /// The last release is taken back.
    Back { version: String, from: String },
    /// The last release did not change it, or did not come to it.
    Stays,
    /// Nobody noted where it came from, or it went back before.
    Unknown,
}

/// Does what the words say.
///
/// # Errors
/// When there is nothing to go back to, or a function can't be set back.
pub async fn run(words: &[String], env: &Env) -> Result<()> {
    let rest = Words::of(words).rest()?;
    let [path] = rest.as_slice() else {
        bail!("`roll-back` takes one deployment: the file of `terraform output -json release`")
    };
    let deployment = Deployment::read(Path::new(path))?;
    let lambda = Lambda::new(&Settings::from_env(env, &deployment.region)?)?;
    roll_back(&lambda, &deployment).await
}

/// Rolls back.
///
/// # Errors
/// As [`run`].
pub async fn roll_back(lambda: &Lambda, deployment: &Deployment) -> Result<()> {
    let asked = deployment.functions.keys().map(|function| async move {
        let alias = lambda.alias(function, &deployment.alias).await?;
        anyhow::Ok((function, alias))
    });
    let aliases: Vec<_> = join_all(asked).await.into_iter().collect::<Result<_>>()?;
    let last = last_release(aliases.iter().map(|(_, alias)| alias));
    let ways: Vec<_> = aliases.iter().map(|(function, alias)| (*function, way(alias, last))).collect();
    if !ways.iter().any(|(_, way)| matches!(way, Way::EndShift { .. } | Way::Back { .. })) {
        bail!("there is nothing to go back to: no release is noted, or it was taken back before");
    }
    let gone = ways.iter().map(|(function, way)| go(lambda, function, &deployment.alias, way));
    let gone: Result<Vec<()>> = join_all(gone).await.into_iter().collect();
    gone.context("not every function is back: call it again")?;
    say("rolled back");
    Ok(())
}

async fn go(lambda: &Lambda, function: &str, alias: &str, way: &Way) -> Result<()> {
    let (version, description) = match way {
        Way::EndShift { version } => (version, None),
        Way::Back { version, from } => (version, Some(format!("rolled back from {from}"))),
        Way::Stays => return Ok(()),
        Way::Unknown => {
            say(&format!("{function}: no release is noted, it stays"));
            return Ok(());
        }
    };
    let change = AliasChange { version, beside: None, description: description.as_deref() };
    lambda.change_alias(function, alias, &change).await?;
    say(&format!("{function}: version {version} serves"));
    Ok(())
}

/// When the last release began that any alias tells of. One that was killed may have come to some of them only: what the release
/// before it changed in the others isn't to be taken back with it.
fn last_release<'a>(aliases: impl Iterator<Item = &'a Alias>) -> Option<Timestamp> {
    aliases.filter_map(|alias| Some(Note::read(&alias.description)?.begun)).max()
}

fn way(alias: &Alias, last: Option<Timestamp>) -> Way {
    let version = alias.function_version.clone();
    if alias.beside().is_some() {
        return Way::EndShift { version };
    }
    match Note::read(&alias.description) {
        Some(note) if note.before == version || Some(note.begun) < last => Way::Stays,
        Some(note) => Way::Back { version: note.before, from: version },
        None => Way::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alias(description: &str, weights: &str) -> Alias {
        let text = format!(
            r#"{{"FunctionVersion": "8", "Description": "{description}", "RoutingConfig": {{"AdditionalVersionWeights": {{{weights}}}}}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    fn way_of(description: &str, weights: &str) -> Way {
        let alias = alias(description, weights);
        way(&alias, last_release([&alias].into_iter()))
    }

    #[test]
    fn the_note_of_a_release_is_the_way_back_once() {
        let back = Way::Back { version: "7".to_owned(), from: "8".to_owned() };
        assert_eq!(way_of("release 0123456789ab of 2026-11-29T14:00:00Z over 7", ""), back);
        assert_eq!(way_of("release 0123456789ab of 2026-11-29T14:00:00Z over 8", ""), Way::Stays);
        assert_eq!(way_of("rolled back from 9", ""), Way::Unknown);
        assert_eq!(way_of("", ""), Way::Unknown);
    }

    #[test]
    fn a_shift_that_was_left_half_way_is_ended() {
        let ended = Way::EndShift { version: "8".to_owned() };
        assert_eq!(way_of("release 0123456789ab of 2026-11-29T14:00:00Z over 7", r#""9": 0.05"#), ended);
    }

    #[test]
    fn what_the_last_release_did_not_come_to_stays() {
        let before = alias("release 0123456789ab of 2026-11-29T14:00:00Z over 7", "");
        let begun = alias("release fedcba987654 of 2026-11-29T15:00:00Z over 8", r#""9": 0.05"#);
        let last = last_release([&before, &begun].into_iter());
        assert_eq!(way(&before, last), Way::Stays);
        assert_eq!(way(&begun, last), Way::EndShift { version: "8".to_owned() });
    }
}
