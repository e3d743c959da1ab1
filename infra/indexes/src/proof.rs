//! The proof: every query with all its cases, and what they say of every index.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use neurmatic_db::Query;
use postgres_types::Type;
use tokio_postgres::Client;

use crate::cases::{Cases, QueryCases};
use crate::catalogue::Catalogue;
use crate::run::{Run, run, writes};
use crate::values::{Text, Values};

/// What was found. `Display` prints it as tables.
#[derive(Debug)]
pub struct Proof {
    /// A sentence for each fault that says what to do; none: proven.
    pub faults: Vec<String>,
    /// The text of every statement that was run.
    pub statements: BTreeSet<String>,
    pub(crate) catalogue: Catalogue,
    pub(crate) large_rows: u64,
    /// What each index is needed for: rules, foreign keys, queries.
    pub(crate) needs: BTreeMap<String, BTreeSet<String>>,
    pub(crate) measured: BTreeMap<String, Measured>,
    /// Scans that are allowed: query, table and reason.
    pub(crate) allowed: BTreeSet<(String, String, String)>,
}

/// What the runs of one query came to.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    pub(crate) statements: usize,
    pub(crate) runs: usize,
    /// The most pages that one run read, and what run that was.
    pub(crate) buffers: (u64, String),
    /// The longest run, in milliseconds.
    pub(crate) took_ms: f64,
    pub(crate) rows: f64,
}

/// Runs every query with its cases on a database with data and fresh statistics, and judges plans and indexes. Lists, of which
/// most statements are, are run over both connections at once; what writes or locks is run after them, one by one.
///
/// A table with `large_rows` or more must not be scanned.
///
/// # Errors
/// When the database can't be asked; what a query or a case does wrong is a fault.
pub async fn prove(
    client: &mut Client,
    other: &mut Client,
    queries: &[&'static Query],
    cases: &Cases,
    large_rows: u64,
) -> Result<Proof> {
    let catalogue = Catalogue::read(client).await?;
    let mut beside = Proof::new(catalogue.clone(), large_rows);
    let mut proof = Proof::new(catalogue, large_rows);
    proof.faults = strangers(queries, cases);
    let (lists, others): (Vec<_>, Vec<_>) = queries.iter().copied().partition(|query| is_list(query));
    let half = |which| lists.iter().copied().skip(which).step_by(2).collect::<Vec<_>>();
    let (some, rest) = (half(0), half(1));
    tokio::try_join!(
        Box::pin(proof.try_all(client, &some, cases)),
        Box::pin(beside.try_all(other, &rest, cases))
    )?;
    proof.add(beside);
    proof.try_all(client, &others, cases).await?;
    proof.judge_indexes();
    Ok(proof)
}

/// Whether a query is sent in several forms and only reads: two of them never wait for each other.
fn is_list(query: &Query) -> bool {
    let flags = query.flags();
    let forms = [query.with(&flags), query.with(&[])];
    !flags.is_empty() && forms.iter().all(|form| !writes(&form.sql) && !form.sql.contains("FOR "))
}

/// Cases of queries that there are not.
fn strangers(queries: &[&'static Query], cases: &Cases) -> Vec<String> {
    let known: BTreeSet<&str> = queries.iter().map(|query| query.name).collect();
    let gone = cases.queries.keys().filter(|name| !known.contains(name.as_str()));
    gone.map(|name| format!("{name} has cases and is no query: take its cases away")).collect()
}

fn without_cases(query: &Query) -> String {
    let area = query.name.split('.').next().unwrap_or_default();
    let flags =
        if query.flags().is_empty() { "" } else { ", a line `flags …` with the flags it is sent with" };
    format!(
        "{0} has no cases: add to cases/{area}.cases a line `query {0}`{flags} and a line `$n type = value` for each parameter",
        query.name
    )
}

/// The numbers of the parameters that a text has.
pub(crate) fn parameters_of(sql: &str) -> BTreeSet<usize> {
    let after_dollars = sql.split('$').skip(1);
    let digits =
        after_dollars.map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
    digits.filter_map(|digits| digits.parse().ok()).collect()
}

impl Proof {
    fn new(catalogue: Catalogue, large_rows: u64) -> Self {
        Self {
            faults: Vec::new(),
            statements: BTreeSet::new(),
            catalogue,
            large_rows,
            needs: BTreeMap::new(),
            measured: BTreeMap::new(),
            allowed: BTreeSet::new(),
        }
    }

    /// Adds what was found of other queries on the same data.
    fn add(&mut self, other: Self) {
        self.faults.extend(other.faults);
        self.statements.extend(other.statements);
        self.measured.extend(other.measured);
        self.allowed.extend(other.allowed);
        for (index, queries) in other.needs {
            self.needs.entry(index).or_default().extend(queries);
        }
    }

    async fn try_all(
        &mut self,
        client: &mut Client,
        queries: &[&'static Query],
        cases: &Cases,
    ) -> Result<()> {
        let mut values = Values::new(cases);
        for query in queries {
            match cases.queries.get(query.name) {
                Some(groups) => self.query(client, query, groups, &mut values).await?,
                None => self.faults.push(without_cases(query)),
            }
        }
        Ok(())
    }

    async fn query(
        &mut self,
        client: &mut Client,
        query: &'static Query,
        groups: &[QueryCases],
        values: &mut Values<'_>,
    ) -> Result<()> {
        self.check_flags(query, groups);
        for cases in groups {
            self.group(client, query, cases, values).await?;
        }
        if self.measured.get(query.name).is_some_and(|measured| measured.rows < 1.0) {
            self.faults.push(format!(
                "{} finds no row in any case, which proves little: give it parameters that the data have",
                query.name
            ));
        }
        Ok(())
    }

    async fn group(
        &mut self,
        client: &mut Client,
        query: &'static Query,
        cases: &QueryCases,
        values: &mut Values<'_>,
    ) -> Result<()> {
        let mut scanned = BTreeSet::new();
        for flags in cases.sets() {
            let set: Vec<&str> = flags.iter().map(String::as_str).collect();
            let sql = query.with(&set).sql;
            let numbers = parameters_of(&sql);
            if let Some(number) = numbers.iter().find(|number| !cases.parameters.contains_key(number)) {
                self.faults.push(format!(
                    "{} {}: ${number} has no value: add a line `${number} type = value` to its cases",
                    query.name,
                    set.join(" ")
                ));
                continue;
            }
            self.statements.insert(sql.to_string());
            self.measured.entry(query.name.to_owned()).or_default().statements += 1;
            for round in cases.rounds(&numbers) {
                let what = [&[query.name], &set[..], &[round]].concat().join(" ").trim().to_owned();
                let outcome = try_once(client, &sql, &numbers, cases, round, values).await;
                match outcome {
                    Ok(run) => self.note(query.name, &what, &run, cases, &mut scanned),
                    Err(error) => self.faults.push(format!("{what}: {error:#}")),
                }
                if client.is_closed() {
                    bail!("the connection was lost at {what}");
                }
            }
        }
        // Where a bound says that either way is fine, a scan may come and go with the statistics.
        let certain = cases.scans.iter().filter(|(_, scan)| scan.rows_max.is_none());
        for (table, _) in certain.filter(|(table, _)| !scanned.contains(*table)) {
            self.faults
                .push(format!("{} does not scan {table}: take its line `scans {table}` away", query.name));
        }
        Ok(())
    }

    /// Each flag is one of the query's, and is tried both set and not.
    fn check_flags(&mut self, query: &Query, groups: &[QueryCases]) {
        let known = query.flags();
        let sets: Vec<BTreeSet<String>> = groups.iter().flat_map(QueryCases::sets).collect();
        for flag in sets.iter().flatten().collect::<BTreeSet<_>>() {
            if !known.contains(&flag.as_str()) {
                self.faults.push(format!("{} has no flag `{flag}`: correct its line `flags`", query.name));
            }
        }
        for flag in known {
            let set = sets.iter().filter(|set| set.contains(flag)).count();
            if set == 0 || set == sets.len() {
                let how = if set == 0 { "set" } else { "left out" };
                self.faults.push(format!(
                    "{} is never tried with `{flag}` {how}: add a line `flags` to its cases",
                    query.name
                ));
            }
        }
    }

    fn note(
        &mut self,
        query: &str,
        what: &str,
        run: &Run,
        cases: &QueryCases,
        scanned: &mut BTreeSet<String>,
    ) {
        for index in &run.indexes {
            let index = self.catalogue.parent(index).to_owned();
            self.needs.entry(index).or_default().insert(query.to_owned());
        }
        // Of a partitioned table, a part with few rows may be scanned like any small table.
        let scans = run
            .scans
            .iter()
            .map(|table| (self.catalogue.rows(table), self.catalogue.parent(table).to_owned()));
        let large: BTreeMap<String, u64> =
            scans.filter(|(rows, _)| *rows >= self.large_rows).map(|(rows, table)| (table, rows)).collect();
        for (table, rows) in large {
            if let Some(scan) = cases.scans.get(&table).filter(|scan| scan.allows(rows)) {
                self.allowed.insert((query.to_owned(), table.clone(), scan.reason.clone()));
            } else {
                self.faults.push(format!(
                    "{what} scans {table}, {rows} rows: give it an index, or a line `scans {table}: why` in its cases"
                ));
            }
            scanned.insert(table);
        }
        let measured = self.measured.entry(query.to_owned()).or_default();
        measured.runs += 1;
        measured.rows = measured.rows.max(run.plan.rows);
        measured.took_ms = measured.took_ms.max(run.took_ms);
        if run.plan.buffers >= measured.buffers.0 {
            let case = what.strip_prefix(query).unwrap_or(what).trim_start();
            measured.buffers = (run.plan.buffers, case.to_owned());
        }
    }

    /// Every index is valid, needed, and not the beginning of another; every foreign key has one.
    fn judge_indexes(&mut self) {
        for index in &self.catalogue.indexes {
            if let Some(rule) = &index.rule {
                self.needs.entry(index.name.clone()).or_default().insert(rule.clone());
            }
            if !index.is_valid {
                self.faults.push(format!(
                    "{} is not valid: nothing uses it and every write pays for it; drop it and build it again",
                    index.name
                ));
            }
            if let Some(longer) = &index.covered_by {
                self.faults.push(format!("{} is the beginning of {longer}: drop it", index.name));
            }
        }
        let mut unserved = BTreeMap::new();
        for key in &self.catalogue.foreign_keys {
            // One that is there for another reason serves the key as well.
            let needed = key.indexes.iter().find(|index| self.needs.contains_key(*index));
            let index = needed.or(key.indexes.first());
            if let Some(index) = index {
                self.needs.entry(index.clone()).or_default().insert(format!("foreign key {}", key.name));
            }
            *unserved.entry((&key.name, &key.table)).or_insert(true) &= index.is_none();
        }
        for ((name, table), _) in unserved.into_iter().filter(|(_, is_unserved)| *is_unserved) {
            self.faults.push(format!(
                "{name} of {table} has no index: deleting what it names would read the whole table"
            ));
        }
        for index in self.catalogue.indexes.iter().filter(|index| !self.needs.contains_key(&index.name)) {
            self.faults.push(format!(
                "{} on {} is used by no query and needed by no constraint: drop it, or write the query that it is for",
                index.name, index.table
            ));
        }
    }
}

/// Runs a statement with the values of a round. A parameter that the text doesn't have is sent as a null.
async fn try_once(
    client: &mut Client,
    sql: &str,
    numbers: &BTreeSet<usize>,
    cases: &QueryCases,
    round: &str,
    values: &mut Values<'_>,
) -> Result<Run> {
    let arguments = arguments(client, numbers, cases, round, values).await?;
    run(client, sql, &arguments).await
}

/// The arguments of a statement, in order.
pub(crate) async fn arguments(
    client: &Client,
    numbers: &BTreeSet<usize>,
    cases: &QueryCases,
    round: &str,
    values: &mut Values<'_>,
) -> Result<Vec<(Text, Type)>> {
    let mut arguments = Vec::new();
    for number in 1..=numbers.last().copied().unwrap_or_default() {
        arguments.push(if numbers.contains(&number) {
            let parameter = cases.parameters.get(&number).context("a parameter without a value")?;
            values.get(client, parameter, round).await.with_context(|| format!("${number}"))?
        } else {
            (Text(None), Type::TEXT)
        });
    }
    Ok(arguments)
}
