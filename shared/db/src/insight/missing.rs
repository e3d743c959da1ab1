//! Advice on missing indexes: tables that are scanned, and what the statements that take long look for in them.
//!
//! A statement's text is read by its words, not by its grammar: what isn't understood leads to no advice. Advice is not proof:
//! with HypoPG its trial shows whether the planner would use the index.

use serde_json::json;

use crate::insight::{HAS_HYPOPG, Limits, SCANNED_TABLES, StatementRow, statements};
use crate::samples::FaultRow;
use crate::{Db, DbError, Door as _, args, rows};

/// Columns of an index that is advised, at most: a further one rarely finds less.
const COLUMNS_MAX: usize = 3;

/// Statements that are looked at, the costliest first.
const STATEMENTS_MAX: i64 = 200;

/// Indexes that are advised at once; mending these comes first.
const ADVICE_MAX: usize = 20;

rows! {
    /// A table that was often read from end to end.
    pub struct ScannedRow {
        /// Its name.
        pub name: String,
        /// Its columns.
        pub columns: Vec<String>,
        /// Columns with which an index of all rows begins.
        pub indexed: Vec<String>,
        /// Whether it has partitions.
        pub is_partitioned: bool,
        /// Scans since the statistics began.
        pub scans: i64,
        /// Rows that they read.
        pub rows_read: i64,
        /// Rows of the table.
        pub live_rows: i64,
    }
}

/// An index that seems to be missing.
#[derive(Clone, Debug)]
pub struct Advice {
    /// The table, and how it was scanned.
    pub table: ScannedRow,
    /// The columns that it should have, in order.
    pub columns: Vec<String>,
    /// The costliest statement that looks for them.
    pub statement: StatementRow,
    /// Statements that build it, to be run one at a time; empty when it has to be built by hand.
    pub fix: Vec<String>,
    /// Statements that show, in one session as the application, whether the planner would use it; empty without HypoPG.
    pub trial: Vec<String>,
}

impl Advice {
    /// The advice as what a check found.
    #[must_use]
    pub fn into_fault(self) -> FaultRow {
        let by = self.statement.name.unwrap_or_else(|| format!("query {}", self.statement.id));
        FaultRow {
            object: format!("{} ({}), for {by}", self.table.name, self.columns.join(", ")),
            figures: json!({
                "rows": self.table.live_rows,
                "scans": self.table.scans,
                "readRows": self.table.rows_read,
                "calls": self.statement.calls,
                "meanMs": self.statement.mean_ms,
            }),
            fix: self.fix,
            is_critical: false,
        }
    }
}

/// The indexes that seem to be missing, those first whose statements cost most.
///
/// # Errors
/// [`DbError`], also without `pg_stat_statements`.
pub async fn advice(monitor: &Db, limits: &Limits) -> Result<Vec<Advice>, DbError> {
    // First, so that what can't be seen is told also while no table is scanned.
    let costly = statements(monitor, limits.scanning_mean_ms, limits.scanning_calls, STATEMENTS_MAX).await?;
    let args = args![limits.table_rows => INT8, limits.scans => INT8];
    let scanned: Vec<ScannedRow> = monitor.rows(&SCANNED_TABLES, args).await?;
    let has_hypopg: bool = monitor.one(&HAS_HYPOPG, args![]).await?;
    let mut advice: Vec<Advice> = Vec::new();
    for statement in &costly {
        for table in &scanned {
            let columns = looked_for(&statement.text, table);
            let is_known = |other: &Advice| other.table.name == table.name && other.columns == columns;
            if !columns.is_empty() && !advice.iter().any(is_known) {
                advice.push(advise(table, columns, statement, has_hypopg));
            }
        }
    }
    advice.truncate(ADVICE_MAX);
    Ok(advice)
}

fn advise(table: &ScannedRow, columns: Vec<String>, statement: &StatementRow, has_hypopg: bool) -> Advice {
    let quoted: Vec<String> = columns.iter().map(|column| identifier(column)).collect();
    let on = format!("ON {} ({})", identifier(&table.name), quoted.join(", "));
    let name: String = format!("idx_{}_{}", table.name, columns.join("_")).chars().take(63).collect();
    let build = [
        "SET lock_timeout = '2s'".to_owned(),
        format!("CREATE INDEX CONCURRENTLY IF NOT EXISTS {} {on}", identifier(&name)),
    ];
    let trial = [
        format!("SELECT hypopg_create_index('CREATE INDEX {}')", on.replace('\'', "''")),
        format!("EXPLAIN (GENERIC_PLAN) {}", statement.text),
        "SELECT hypopg_reset()".to_owned(),
    ];
    Advice {
        table: table.clone(),
        columns,
        statement: statement.clone(),
        fix: if table.is_partitioned { Vec::new() } else { build.to_vec() },
        trial: if has_hypopg { trial.to_vec() } else { Vec::new() },
    }
}

/// A name as SQL takes it.
fn identifier(name: &str) -> String {
    let is_plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if is_plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// The columns of a table by which a statement looks for rows, those for equality first; none when an index begins with one of
/// them, or when they can't be told.
fn looked_for(text: &str, table: &ScannedRow) -> Vec<String> {
    let words = words(text);
    let names = names_of(&words, &table.name);
    let is_alone = words.iter().filter(|word| matches!(word.as_str(), "from" | "join")).count() <= 1;
    let conditions = words.iter().skip_while(|word| !matches!(word.as_str(), "where" | "on"));
    let conditions: Vec<&str> = conditions.map(String::as_str).collect();
    let column_of = |word: &str| {
        let (owner, column) =
            word.rsplit_once('.').map_or((None, word), |(owner, column)| (Some(owner), column));
        let is_ours = match owner {
            Some(owner) => names.iter().any(|name| name == owner),
            None => is_alone && !names.is_empty(),
        };
        table.columns.iter().find(|known| is_ours && known.as_str() == column).cloned()
    };
    let (mut equal, mut ranged) = (Vec::<String>::new(), Vec::<String>::new());
    for window in conditions.windows(3) {
        let [left, operator, right] = *window else { continue };
        let is_given = right.starts_with('$') || matches!(right, "any" | "(");
        let Some(column) = column_of(left).filter(|_| is_given || operator == "between") else { continue };
        let into = match operator {
            "=" | "in" => &mut equal,
            "<" | "<=" | ">" | ">=" | "between" => &mut ranged,
            _ => continue,
        };
        if !into.contains(&column) {
            into.push(column);
        }
    }
    ranged.retain(|column| !equal.contains(column));
    equal.extend(ranged.into_iter().take(1));
    equal.truncate(COLUMNS_MAX);
    if equal.iter().any(|column| table.indexed.contains(column)) { Vec::new() } else { equal }
}

/// Words after which no alias comes.
const KEYWORDS: [&str; 14] = [
    "cross", "full", "group", "inner", "join", "left", "limit", "natural", "on", "order", "right", "set",
    "using", "where",
];

/// By which names a statement calls a table; none when it doesn't read it.
fn names_of(words: &[String], table: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| words.get(before)).map_or("", String::as_str);
        let is_table = word == table || word.strip_prefix("public.") == Some(table);
        if !is_table || !matches!(before, "from" | "join" | "update" | "only" | ",") {
            continue;
        }
        names.push(table.to_owned());
        let mut after = words.iter().skip(at + 1).map(String::as_str).skip_while(|word| *word == "as");
        let alias =
            after.next().filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'));
        names.extend(alias.filter(|word| !KEYWORDS.contains(word)).map(str::to_owned));
    }
    names
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Operator,
    Other,
}

fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '.' | '$' => Kind::Word,
        '=' | '<' | '>' | '!' => Kind::Operator,
        _ => Kind::Other,
    }
}

/// A text's words, operators and marks, in small letters.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(first) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut word = first.to_ascii_lowercase().to_string();
        while let Some(next) = chars.next_if(|next| kind(first) != Kind::Other && kind(*next) == kind(first))
        {
            word.push(next.to_ascii_lowercase());
        }
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orders() -> ScannedRow {
        let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        ScannedRow {
            name: "orders".to_owned(),
            columns: named(&["id", "customer_id", "status", "created_at"]),
            indexed: named(&["id"]),
            is_partitioned: false,
            scans: 100,
            rows_read: 2_000_000,
            live_rows: 20_000,
        }
    }

    #[test]
    fn equal_columns_come_before_a_range() {
        let text =
            "/* orders.list */ SELECT * FROM orders WHERE created_at < $1 AND customer_id=$2 ORDER BY id";
        assert_eq!(looked_for(text, &orders()), ["customer_id", "created_at"]);
        let text = "SELECT 1 FROM public.orders AS o JOIN users u ON u.id = o.id WHERE o.status = ANY ($1) AND u.created_at > $2";
        assert_eq!(looked_for(text, &orders()), ["status"]);
        let text = "UPDATE orders SET status = $1 WHERE id = $2";
        assert!(looked_for(text, &orders()).is_empty(), "an index begins with one of them");
    }

    #[test]
    fn what_is_not_understood_leads_to_no_advice() {
        for text in [
            "SELECT 1 FROM users WHERE customer_id = $1",
            "SELECT 1 FROM orders, users JOIN items ON items.n = $1 WHERE customer_id = $2",
            "SELECT 1 FROM orders WHERE lower(status) = $1",
            "SELECT customer_id FROM orders",
            "SELECT 1 FROM orders o WHERE o.id = $1 AND o.status = $2",
        ] {
            assert!(looked_for(text, &orders()).is_empty(), "{text}");
        }
    }

    #[test]
    fn odd_names_are_quoted() {
        assert_eq!(identifier("customer_id"), "customer_id");
        assert_eq!(identifier("Customer\"s"), "\"Customer\"\"s\"");
    }
}
