//! A plan beside the list of what the emulator is known for. No I/O.
//!
//! Right after an apply a plan should be empty. At the emulator it isn't; so each difference has to be one that the list explains.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::aws::known::Difference;

/// As much of `terraform show -json` as matters here.
#[derive(Debug, Deserialize)]
pub(crate) struct Plan {
    #[serde(default)]
    resource_changes: Vec<ResourceChange>,
}

#[derive(Debug, Deserialize)]
struct ResourceChange {
    address: String,
    r#type: String,
    change: Change,
}

#[derive(Debug, Deserialize)]
struct Change {
    actions: Vec<String>,
    #[serde(default)]
    before: Value,
    #[serde(default)]
    after: Value,
    #[serde(default)]
    after_unknown: Value,
    #[serde(default)]
    replace_paths: Vec<Vec<Value>>,
}

/// What becomes of a plan.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Compared {
    /// Resources with a difference that is known, by type.
    pub(crate) explained: BTreeMap<String, usize>,
    /// A line for each that isn't.
    pub(crate) unexplained: Vec<String>,
    /// Types on the list that don't differ any more.
    pub(crate) gone: Vec<String>,
}

/// Compares.
pub(crate) fn compare(plan: &Plan, known: &[Difference]) -> Compared {
    let mut compared = Compared::default();
    for resource in &plan.resource_changes {
        let actions: Vec<&str> = resource.change.actions.iter().map(String::as_str).collect();
        let is_replaced = match actions.as_slice() {
            ["no-op" | "read"] => continue,
            ["update"] => false,
            ["delete", "create"] | ["create", "delete"] => true,
            other => {
                compared.unexplained.push(format!("{}: {}", resource.address, other.join(", ")));
                continue;
            }
        };
        let changed = if is_replaced { resource.change.replaced() } else { resource.change.changed() };
        let of_type = known.iter().find(|known| known.r#type == resource.r#type);
        let is_known = of_type
            .is_some_and(|known| changed.is_subset(&known.attributes) && (known.is_replaced || !is_replaced));
        if is_known {
            *compared.explained.entry(resource.r#type.clone()).or_default() += 1;
        } else {
            let how = if is_replaced { "made anew for" } else { "changed in" };
            let what: Vec<String> = changed.into_iter().collect();
            compared.unexplained.push(format!("{}: {how} {}", resource.address, what.join(", ")));
        }
    }
    let types = known.iter().map(|known| &known.r#type);
    compared.gone = types.filter(|of| !compared.explained.contains_key(*of)).cloned().collect();
    compared
}

impl Change {
    /// Attributes that would have another value, or one that isn't known yet.
    fn changed(&self) -> BTreeSet<String> {
        let unknown = self.after_unknown.as_object().into_iter().flatten();
        let unknown = unknown.filter(|(_, is)| is_unknown(is)).map(|(name, _)| name.clone());
        self.differing().chain(unknown).collect()
    }

    /// The same for what would be made anew: for which attributes, and which else. What isn't known there is so because it is new.
    fn replaced(&self) -> BTreeSet<String> {
        let paths = self.replace_paths.iter().filter_map(|path| path.first()?.as_str().map(str::to_owned));
        self.differing().chain(paths).collect()
    }

    fn differing(&self) -> impl Iterator<Item = String> + '_ {
        let after = self.after.as_object().into_iter().flatten();
        let differing = after.filter(|(name, value)| {
            self.before.get(name.as_str()).unwrap_or(&Value::Null) != *value
                && !self.after_unknown.get(name.as_str()).is_some_and(is_unknown)
        });
        differing.map(|(name, _)| name.clone())
    }
}

/// Whether a value, or a part of it, is only known when it is made.
fn is_unknown(mark: &Value) -> bool {
    match mark {
        Value::Bool(is) => *is,
        Value::Array(parts) => parts.iter().any(is_unknown),
        Value::Object(parts) => parts.values().any(is_unknown),
        Value::Null | Value::Number(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn known() -> Vec<Difference> {
        serde_json::from_value(json!([
            {"type": "alarm", "attributes": ["period", "statistic"], "why": "forgotten"},
            {"type": "flow_log", "attributes": ["role", "tags"], "is_replaced": true, "why": "forgotten"},
        ]))
        .unwrap()
    }

    fn compared(changes: Value) -> Compared {
        let plan: Plan = serde_json::from_value(json!({ "resource_changes": changes })).unwrap();
        compare(&plan, &known())
    }

    #[test]
    fn what_the_list_explains_is_counted_by_type() {
        let told = compared(json!([
            {"address": "a.one", "type": "alarm",
             "change": {"actions": ["update"], "before": {"period": null, "name": "x"},
                        "after": {"period": 60, "name": "x"}, "after_unknown": {"dimensions": {}}}},
            {"address": "a.two", "type": "alarm",
             "change": {"actions": ["update"], "before": {"statistic": null}, "after": {"statistic": "Sum"}}},
            {"address": "f.one", "type": "flow_log",
             "change": {"actions": ["delete", "create"], "before": {"role": null, "id": "1"}, "after": {"role": "r"},
                        "after_unknown": {"id": true, "arn": true}, "replace_paths": [["role"]]}},
            {"address": "q.one", "type": "queue", "change": {"actions": ["no-op"]}},
        ]));
        assert_eq!(told.explained, BTreeMap::from([("alarm".to_owned(), 2), ("flow_log".to_owned(), 1)]));
        assert!(told.unexplained.is_empty() && told.gone.is_empty(), "{told:?}");
    }

    #[test]
    fn another_attribute_another_deed_and_another_type_are_not_explained() {
        let update = |name: &str| json!({"actions": ["update"], "before": {name: 1}, "after": {name: 2}});
        let told = compared(json!([
            {"address": "a.one", "type": "alarm", "change": update("threshold")},
            {"address": "a.two", "type": "alarm",
             "change": {"actions": ["delete", "create"], "before": {"period": 1}, "after": {"period": 2}}},
            {"address": "a.three", "type": "alarm", "change": {"actions": ["create"], "before": null, "after": {}}},
            {"address": "q.one", "type": "queue", "change": update("policy")},
            {"address": "a.four", "type": "alarm",
             "change": {"actions": ["update"], "before": {}, "after": {}, "after_unknown": {"arn": true}}},
        ]));
        assert_eq!(
            told.unexplained,
            [
                "a.one: changed in threshold",
                "a.two: made anew for period",
                "a.three: create",
                "q.one: changed in policy",
                "a.four: changed in arn",
            ]
        );
        assert_eq!(told.gone, ["alarm", "flow_log"]);
    }
}
