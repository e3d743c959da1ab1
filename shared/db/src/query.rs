//! Named queries: SQL in files, one name for the file, the measurement, the slow-query warning and the index proof.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// A named query. A line that ends in `-- when x` is sent only when the flag `x` is set (`-- when !x`: only when not):
/// each set of flags is a statement of its own, with a plan of its own.
#[derive(Debug)]
pub struct Query {
    /// Area and file: `articles.list_published`.
    pub name: &'static str,
    template: &'static str,
    variants: RwLock<BTreeMap<u64, Arc<str>>>,
}

/// A query's text with its flags decided.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The query's name.
    pub name: &'static str,
    /// The text that is sent; it begins with the name in a comment, so that the server's statistics show it.
    pub sql: Arc<str>,
}

impl Query {
    /// A query from a file's text.
    #[must_use]
    pub const fn new(name: &'static str, template: &'static str) -> Self {
        Self { name, template, variants: RwLock::new(BTreeMap::new()) }
    }

    /// The statement with exactly these flags set.
    #[must_use]
    pub fn when(&self, flags: &[(&str, bool)]) -> Statement {
        let mask = flags.iter().enumerate().fold(0, |mask, (i, (_, set))| mask | (u64::from(*set) << i));
        let known = self.variants.read().unwrap_or_else(PoisonError::into_inner).get(&mask).cloned();
        let sql = known.unwrap_or_else(|| {
            let sql: Arc<str> = self.compose(flags).into();
            self.variants.write().unwrap_or_else(PoisonError::into_inner).insert(mask, Arc::clone(&sql));
            sql
        });
        Statement { name: self.name, sql }
    }

    /// The statement with these flags set and all others not, composed anew: for whoever explains or measures it.
    #[must_use]
    pub fn with(&self, set: &[&str]) -> Statement {
        let flags: Vec<(&str, bool)> =
            self.flags().into_iter().map(|flag| (flag, set.contains(&flag))).collect();
        Statement { name: self.name, sql: self.compose(&flags).into() }
    }

    /// The flags that the query's lines name, in the order of their first use.
    #[must_use]
    pub fn flags(&self) -> Vec<&'static str> {
        let mut flags = Vec::new();
        for line in self.template.lines() {
            if let Some((_, condition)) = line.split_once("-- when ") {
                let flag = condition.trim().trim_start_matches('!');
                if !flags.contains(&flag) {
                    flags.push(flag);
                }
            }
        }
        flags
    }

    fn compose(&self, flags: &[(&str, bool)]) -> String {
        let mut sql = format!("/* {} */", self.name);
        for line in self.template.lines() {
            let (text, wanted) = match line.split_once("-- when ") {
                None => (line, true),
                Some((text, condition)) => {
                    let (flag, expected) = match condition.trim().strip_prefix('!') {
                        Some(flag) => (flag, false),
                        None => (condition.trim(), true),
                    };
                    debug_assert!(
                        flags.iter().any(|(f, _)| *f == flag),
                        "{}: flag {flag} is not decided",
                        self.name
                    );
                    let set = flags.iter().any(|(f, set)| *f == flag && *set);
                    (text, set == expected)
                }
            };
            let text = text.trim();
            if wanted && !text.is_empty() && !text.starts_with("--") {
                sql.push('\n');
                sql.push_str(text);
            }
        }
        sql
    }
}

impl From<&Query> for Statement {
    fn from(query: &Query) -> Self {
        query.when(&[])
    }
}

/// An area's queries: `queries! { "articles": LIST = "list_published", … }` makes a static for each file of
/// `queries/articles/`, and `ALL` of them.
#[macro_export]
macro_rules! queries {
    ($area:literal: $($name:ident = $file:literal),+ $(,)?) => {
        $(static $name: $crate::Query = $crate::Query::new(
            concat!($area, ".", $file),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/queries/", $area, "/", $file, ".sql")),
        );)+

        /// Every query of this area.
        pub static ALL: &[&$crate::Query] = &[$(&$name),+];
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    static QUERY: Query = Query::new(
        "area.name",
        "-- area.name: says what for.\nSELECT 1\nFROM t\nWHERE a = $1 -- when a\n  AND b IS NULL -- when !b\n",
    );

    #[test]
    fn lines_are_sent_by_their_flags_and_comments_never() {
        let all = QUERY.when(&[("a", true), ("b", false)]);
        assert_eq!(&*all.sql, "/* area.name */\nSELECT 1\nFROM t\nWHERE a = $1\nAND b IS NULL");
        assert_eq!(&*QUERY.when(&[("a", false), ("b", true)]).sql, "/* area.name */\nSELECT 1\nFROM t");
    }

    #[test]
    fn a_query_knows_its_flags() {
        assert_eq!(QUERY.flags(), ["a", "b"]);
    }

    #[test]
    fn flags_that_are_not_given_are_not_set() {
        assert_eq!(QUERY.with(&["b"]).sql, QUERY.when(&[("a", false), ("b", true)]).sql);
        assert_eq!(QUERY.with(&[]).sql, QUERY.when(&[("a", false), ("b", false)]).sql);
    }
}
