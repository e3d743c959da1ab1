//! The cases: with which flags and which parameters each query is tried. They are data, a file an area; what the lines
//! mean is in the README.

mod flags;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};

/// How deep values may be made of values.
const NESTED_MAX: usize = 4;

/// All cases.
#[derive(Debug, Default)]
pub struct Cases {
    /// Expressions with a name, used as parameters by several queries.
    pub(crate) named: BTreeMap<String, String>,
    /// A query may have several groups, each with flags and parameters of its own.
    pub(crate) queries: BTreeMap<String, Vec<QueryCases>>,
}

/// A group of one query's cases: each of its sets of flags is tried with each round of its parameters.
#[derive(Debug, Default)]
pub(crate) struct QueryCases {
    pub(crate) flags: BTreeSet<BTreeSet<String>>,
    /// By number; 0 is what a growing cost is divided by, such as the matches of a search.
    pub(crate) parameters: BTreeMap<usize, Parameter>,
    /// Large tables that may be scanned from end to end.
    pub(crate) scans: BTreeMap<String, Scan>,
}

/// A scan that is allowed.
#[derive(Debug)]
pub(crate) struct Scan {
    /// As long as the table has no more rows than this, if it is bounded.
    pub(crate) rows_max: Option<u64>,
    pub(crate) reason: String,
}

impl Scan {
    /// Whether a table of so many rows may be scanned.
    pub(crate) fn allows(&self, rows: u64) -> bool {
        self.rows_max.is_none_or(|rows_max| rows <= rows_max)
    }
}

/// One parameter, `$1` and so on.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// Its Postgres type, as the code sends it.
    pub(crate) ty: String,
    /// SQL expressions by the round in which they are used; those without one have the empty name.
    pub(crate) by_round: BTreeMap<String, String>,
}

impl Parameter {
    /// The expression of a round: its own, else the one for all, else the first.
    pub(crate) fn of_round(&self, round: &str) -> Option<&str> {
        let found = self.by_round.get(round).or_else(|| self.by_round.get(""));
        found.or_else(|| self.by_round.values().next()).map(String::as_str)
    }
}

impl Cases {
    /// Reads every `.cases` file of a folder. The file's name is the area of its queries.
    ///
    /// # Errors
    /// When a line can't be understood; the error names file and line.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut cases = Self::default();
        let entries =
            std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "cases")) {
            let area = path.file_stem().unwrap_or_default().to_string_lossy();
            cases.add(&area, &std::fs::read_to_string(path)?)?;
        }
        Ok(cases)
    }

    /// Adds the cases of an area.
    ///
    /// # Errors
    /// As [`Cases::read`].
    pub fn add(&mut self, area: &str, text: &str) -> Result<()> {
        let mut query = None;
        for (number, line) in joined(text) {
            self.add_line(area, &mut query, &line)
                .with_context(|| format!("{area}.cases, line {number}: {line}"))?;
        }
        Ok(())
    }

    /// An expression as SQL: a name alone stands for its value, and so does `{name}` within an expression.
    pub(crate) fn expression(&self, sql: &str) -> String {
        let mut whole = self.named.get(sql).map_or(sql, String::as_str).to_owned();
        // Values may be made of values; one that is made of itself stays as it is, and is refused as SQL.
        for _ in 0..NESTED_MAX {
            for (name, value) in &self.named {
                whole = whole.replace(&format!("{{{name}}}"), value);
            }
        }
        whole
    }

    fn add_line(&mut self, area: &str, query: &mut Option<String>, line: &str) -> Result<()> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        if word == "let" {
            let (name, sql) = rest.split_once('=').context("write `let name = expression`")?;
            if self.named.insert(name.trim().to_owned(), sql.trim().to_owned()).is_some() {
                bail!("{} has a value already", name.trim());
            }
            return Ok(());
        }
        if word == "query" {
            if rest.split_once('.').is_none_or(|(prefix, _)| prefix != area) {
                bail!("the queries of this file begin with `{area}.`");
            }
            self.queries.entry(rest.to_owned()).or_default().push(QueryCases::default());
            *query = Some(rest.to_owned());
            return Ok(());
        }
        let group = query.as_ref().and_then(|query| self.queries.get_mut(query)?.last_mut());
        let cases = group.context("a line `query area.name` comes first")?;
        match word {
            "per" => cases.add_parameter("$0", rest)?,
            "flags" => cases.flags.extend(flags::expand(rest)?),
            "scans" => {
                const FORM: &str =
                    "write `scans table: the reason`, or `scans table up to 20000: the reason`";
                let (table, reason) = rest.split_once(": ").context(FORM)?;
                let (table, rows_max) = match table.split_once(" up to ") {
                    Some((table, rows)) => (table, Some(rows.parse().context(FORM)?)),
                    None => (table, None),
                };
                cases.scans.insert(table.to_owned(), Scan { rows_max, reason: reason.to_owned() });
            }
            _ => cases.add_parameter(word, rest)?,
        }
        Ok(())
    }
}

impl QueryCases {
    /// The sets of flags; the empty one when no line tells any.
    pub(crate) fn sets(&self) -> BTreeSet<BTreeSet<String>> {
        if self.flags.is_empty() { BTreeSet::from([BTreeSet::new()]) } else { self.flags.clone() }
    }

    /// The rounds in which these parameters have values of their own; one without a name when none has.
    pub(crate) fn rounds(&self, numbers: &BTreeSet<usize>) -> BTreeSet<&str> {
        let used = self.parameters.iter().filter(|(number, _)| numbers.contains(number));
        let named = used.flat_map(|(_, parameter)| parameter.by_round.keys().map(String::as_str));
        let rounds: BTreeSet<&str> = named.filter(|round| !round.is_empty()).collect();
        if rounds.is_empty() { BTreeSet::from([""]) } else { rounds }
    }

    /// `$1 type = expression`, or `$1 type round = expression`.
    fn add_parameter(&mut self, word: &str, rest: &str) -> Result<()> {
        const FORM: &str = "write `$1 type = expression`, or `$1 type round = expression`";
        let number: usize = word.strip_prefix('$').and_then(|n| n.parse().ok()).context(FORM)?;
        let (head, sql) = rest.split_once(" = ").context(FORM)?;
        let (ty, round) = head.trim().split_once(' ').unwrap_or((head.trim(), ""));
        let fresh = || Parameter { ty: ty.to_owned(), by_round: BTreeMap::new() };
        let parameter = self.parameters.entry(number).or_insert_with(fresh);
        if parameter.ty != ty {
            bail!("{word} is of type {} above", parameter.ty);
        }
        if parameter.by_round.insert(round.trim().to_owned(), sql.trim().to_owned()).is_some() {
            bail!("{word} has this value already");
        }
        Ok(())
    }
}

/// The lines with their numbers, without comments; one that begins none of ours goes on with the one above it.
fn joined(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let words = line.trim();
        if words.is_empty() || words.starts_with('#') {
            continue;
        }
        let begins =
            ["let ", "query ", "flags ", "scans ", "per ", "$"].iter().any(|start| words.starts_with(start));
        match lines.last_mut() {
            Some((_, above)) if !begins && line.starts_with(' ') => {
                above.push(' ');
                above.push_str(words);
            }
            _ => lines.push((number, words.to_owned())),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Cases> {
        let mut cases = Cases::default();
        cases.add("things", text)?;
        Ok(cases)
    }

    fn refused(text: &str) -> String {
        format!("{:#}", read(text).unwrap_err())
    }

    #[test]
    fn a_file_is_read() {
        let cases = read(
            "# Things.\nlet first = {second}\nlet second = {busy} + 2\nlet busy = (SELECT 1\n            + 1)\nquery things.list\n  flags [new]\n  $1 int8 = 21\n  \
             $2 uuid busy = busy\n  $2 uuid rare = NULL\n  scans things: there are few\nquery things.list\n",
        )
        .unwrap();
        assert_eq!(cases.queries["things.list"].len(), 2);
        assert_eq!(cases.named["busy"], "(SELECT 1 + 1)");
        let list = &cases.queries["things.list"][0];
        assert_eq!(list.flags.len(), 2);
        assert_eq!(list.parameters[&1].of_round("rare"), Some("21"));
        assert_eq!(list.parameters[&2].of_round("rare"), Some("NULL"));
        assert_eq!(list.parameters[&2].of_round("other"), Some("busy"));
        assert_eq!(list.scans["things"].reason, "there are few");
        assert_eq!(cases.expression("busy"), "(SELECT 1 + 1)");
        assert_eq!(cases.expression("{busy} + 1"), "(SELECT 1 + 1) + 1");
        assert_eq!(cases.expression("first"), "(SELECT 1 + 1) + 2");
    }

    #[test]
    fn what_cannot_be_understood_is_told_with_its_line() {
        assert_eq!(
            refused("query things.list\n  $1 int8 21\n"),
            "things.cases, line 2: $1 int8 21: write `$1 type = expression`, or `$1 type round = expression`"
        );
        assert!(refused("query other.list").contains("begin with `things.`"));
        assert!(refused("flags a").contains("`query area.name` comes first"));
        assert!(refused("query things.list\n  scans things").contains("the reason"));
    }
}
