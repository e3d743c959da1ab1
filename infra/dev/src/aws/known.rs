//! What the emulator is known for: the committed list `infra/aws/emulator.json`. No I/O but reading it.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// The list, in the checkout.
const FILE: &str = "infra/aws/emulator.json";

/// The list's content.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    /// What a plan right after an apply would change, though nothing differs.
    pub(crate) differences: Vec<Difference>,
    /// What goes wrong in an apply now and then, and is no fault of ours.
    pub(crate) faults: Vec<Fault>,
}

/// Attributes of a type of resource that the emulator doesn't tell as it was given them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Difference {
    /// The resource's type.
    pub(crate) r#type: String,
    /// The attributes at the top of it.
    pub(crate) attributes: BTreeSet<String>,
    /// Whether for their sake the resource would be made anew.
    #[serde(default)]
    pub(crate) is_replaced: bool,
    /// What the emulator does there.
    pub(crate) why: String,
}

/// An error of Terraform's that says more of the emulator than of the deployment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// A part of its text.
    pub(crate) says: String,
    /// What helps.
    pub(crate) helps: Help,
    /// What the emulator does there.
    pub(crate) why: String,
}

/// What helps against a fault.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Help {
    /// Asking again.
    Again,
    /// Taking what was made, and was not told of, into the state.
    Adopt,
}

impl Known {
    /// Reads the list.
    pub(crate) fn read(checkout: &Path) -> Result<Self> {
        let path = checkout.join(FILE);
        let text = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("{FILE} is not understood"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_list_explains_each_of_its_lines_and_has_none_twice() {
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let known = Known::read(&checkout).unwrap();
        let mut types = BTreeSet::new();
        for difference in &known.differences {
            assert!(types.insert(&difference.r#type), "{} is there twice", difference.r#type);
            assert!(!difference.attributes.is_empty() && !difference.why.is_empty(), "{difference:?}");
        }
        assert!(known.faults.iter().all(|fault| !fault.says.is_empty() && !fault.why.is_empty()));
    }
}
