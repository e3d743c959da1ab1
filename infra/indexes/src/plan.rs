//! Reads a plan as `EXPLAIN (FORMAT JSON)` tells it.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::Value;

/// What a plan does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// Indexes that its nodes name.
    pub(crate) indexes: BTreeSet<String>,
    /// Tables that it reads from end to end.
    pub(crate) scans: BTreeSet<String>,
    /// Pages that it read, in memory or from disk.
    pub(crate) buffers: u64,
    /// The most rows that one of its nodes returned in all.
    pub(crate) rows: f64,
}

impl Plan {
    /// The plan in what EXPLAIN answered.
    pub(crate) fn read(explained: &Value) -> Result<Self> {
        let root = explained.pointer("/0/Plan").context("EXPLAIN answered without a plan")?;
        let number = |name: &str| root.get(name).and_then(Value::as_u64).unwrap_or_default();
        let mut plan =
            Self { buffers: number("Shared Hit Blocks") + number("Shared Read Blocks"), ..Self::default() };
        plan.walk(root);
        Ok(plan)
    }

    fn walk(&mut self, node: &Value) {
        let text = |name: &str| node.get(name).and_then(Value::as_str);
        let number = |name: &str| node.get(name).and_then(Value::as_f64).unwrap_or_default();
        self.indexes.extend(text("Index Name").map(str::to_owned));
        if text("Node Type") == Some("Seq Scan") {
            self.scans.extend(text("Relation Name").map(str::to_owned));
        }
        self.rows = self.rows.max(number("Actual Rows") * number("Actual Loops"));
        for child in node.get("Plans").and_then(Value::as_array).into_iter().flatten() {
            self.walk(child);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nodes_are_found_at_any_depth() {
        let explained = json!([{ "Plan": {
            "Node Type": "Limit", "Shared Hit Blocks": 7, "Shared Read Blocks": 2, "Actual Rows": 1, "Actual Loops": 1,
            "Plans": [
                { "Node Type": "Seq Scan", "Relation Name": "things", "Actual Rows": 3, "Actual Loops": 4 },
                { "Node Type": "Bitmap Heap Scan", "Relation Name": "others", "Plans": [
                    { "Node Type": "Bitmap Index Scan", "Index Name": "idx_others" },
                ] },
            ],
        } }]);
        let plan = Plan::read(&explained).unwrap();
        assert_eq!(plan.scans, BTreeSet::from(["things".to_owned()]));
        assert_eq!(plan.indexes, BTreeSet::from(["idx_others".to_owned()]));
        assert_eq!((plan.buffers, plan.rows), (9, 12.0));
    }
}
