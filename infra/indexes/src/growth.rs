//! How the cost of queries grows with their table: pages read and time at ten and at a hundred times the rows.
//!
//! An area is two files of the folder `growth`: `<area>.sql` adds the rows from `{from}` up to `{to}`, `<area>.cases`
//! says what is measured, in the form of the proof's cases.

use std::fmt;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use neurmatic_db::all_queries;
use postgres_types::{ToSql, Type};
use tokio_postgres::Client;

use crate::cases::Cases;
use crate::proof::{arguments, parameters_of};
use crate::run::run;
use crate::values::{Text, Values};

/// Runs of each statement, of which the median counts; an odd number, so that there is one.
const RUNS: usize = 31;

/// What is wanted: ten times the rows cost at most this much more.
const GOAL: f64 = 1.3;

/// One area, measured. `Display` prints it as a table.
#[derive(Debug)]
pub struct Growth {
    area: String,
    sizes: Vec<u64>,
    lines: Vec<Line>,
}

/// One statement with one round of parameters.
#[derive(Debug)]
struct Line {
    what: String,
    points: Vec<Point>,
}

/// What a statement costs at one size.
#[derive(Clone, Copy, Debug)]
struct Point {
    /// Pages read, in memory or from disk.
    pages: u64,
    /// What the cost is seen against: the matches of a search; 1 where nothing is said.
    per: f64,
    /// The median, in milliseconds.
    took_ms: f64,
}

/// Fills the table of an area to one size after the other, and measures its queries at each.
///
/// `owner` fills, past triggers and foreign keys; `client` has the application's rights and settings.
///
/// # Errors
/// When a file is missing or wrong, or a statement fails.
pub async fn measure(owner: &Client, client: &mut Client, area: &str, sizes: &[u64]) -> Result<Growth> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("growth");
    let read = |end: &str| {
        let file = folder.join(format!("{area}.{end}"));
        std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))
    };
    let rows = read("sql")?;
    let mut cases = Cases::default();
    cases.add(area, &read("cases")?)?;
    let mut lines: Vec<Line> = Vec::new();
    let mut from = 0;
    for (place, &to) in sizes.iter().enumerate() {
        let sql = rows.replace("{from}", &from.to_string()).replace("{to}", &to.to_string());
        let filled = owner.batch_execute(&format!("SET session_replication_role = replica; {sql}")).await;
        filled.with_context(|| format!("growth/{area}.sql fails"))?;
        owner.batch_execute("VACUUM (ANALYZE)").await?;
        for (what, point) in points(client, &cases).await? {
            match lines.iter_mut().find(|line| line.what == what) {
                Some(line) => line.points.push(point),
                None if place == 0 => lines.push(Line { what, points: vec![point] }),
                None => {}
            }
        }
        from = to;
    }
    Ok(Growth { area: area.to_owned(), sizes: sizes.to_vec(), lines })
}

/// What every statement of the cases costs now.
async fn points(client: &mut Client, cases: &Cases) -> Result<Vec<(String, Point)>> {
    let mut points = Vec::new();
    // Evaluated anew at each size: the last row is another one.
    let mut values = Values::new(cases);
    for (name, group) in
        cases.queries.iter().flat_map(|(name, groups)| groups.iter().map(move |group| (name, group)))
    {
        let query =
            all_queries().find(|query| query.name == name).with_context(|| format!("no query {name}"))?;
        for flags in group.sets() {
            let set: Vec<&str> = flags.iter().map(String::as_str).collect();
            let sql = query.with(&set).sql;
            let numbers = parameters_of(&sql);
            for round in group.rounds(&numbers) {
                let what = [&[name.as_str()], &set[..], &[round]].concat().join(" ").trim().to_owned();
                let given = arguments(client, &numbers, group, round, &mut values).await;
                let point = point(client, &sql, &given.with_context(|| what.clone())?).await;
                let mut point = point.with_context(|| what.clone())?;
                if let Some(per) = group.parameters.get(&0) {
                    let (per, _) = values.get(client, per, round).await.with_context(|| what.clone())?;
                    point.per = per.0.as_deref().unwrap_or_default().parse()?;
                }
                points.push((what, point));
            }
        }
    }
    Ok(points)
}

/// Pages by the plan; time by the statement itself, prepared as the application does.
async fn point(client: &mut Client, sql: &str, values: &[(Text, Type)]) -> Result<Point> {
    run(client, sql, values).await?;
    let explained = run(client, sql, values).await?;
    let types: Vec<Type> = values.iter().map(|(_, ty)| ty.clone()).collect();
    let statement = client.prepare_typed(sql, &types).await?;
    let parameters: Vec<&(dyn ToSql + Sync)> =
        values.iter().map(|(value, _)| value as &(dyn ToSql + Sync)).collect();
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let tx = client.transaction().await?;
        let started = Instant::now();
        tx.query(&statement, &parameters).await?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
        tx.rollback().await?;
    }
    times.sort_by(f64::total_cmp);
    let took_ms = times.get(RUNS / 2).copied().unwrap_or_default();
    Ok(Point { pages: explained.plan.buffers, per: 1.0, took_ms })
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{:<44}", self.area)?;
        for size in &self.sizes {
            write!(f, " | {:>18}", format!("{size} rows"))?;
        }
        writeln!(f, " | × a tenfold: pages, time")?;
        for line in &self.lines {
            write!(f, "{:<44}", line.what)?;
            for point in &line.points {
                write!(f, " | {:>6} p {:>7.2} ms", point.pages, point.took_ms)?;
            }
            writeln!(f, " | {}", line.ratios())?;
        }
        Ok(())
    }
}

impl Line {
    /// How many times as much each step costs, for each match where that is said, and the verdict: by the mean of the
    /// steps, since a tree of pages gets another level only once in some hundredfold.
    fn ratios(&self) -> String {
        let pages = self.steps(|point| point.pages as f64 / point.per);
        let times = self.steps(|point| point.took_ms / point.per);
        let mean = pages.iter().product::<f64>().powf(1.0 / pages.len().max(1) as f64);
        let told =
            |steps: &[f64]| steps.iter().map(|step| format!("{step:.2}")).collect::<Vec<_>>().join(" ");
        let per = if self.points.iter().any(|point| point.per > 1.0) { " a match" } else { "" };
        let verdict = if mean <= GOAL { "" } else { ", over the goal" };
        format!("{}{per}, {}{verdict}", told(&pages), told(&times))
    }

    fn steps(&self, cost: impl Fn(&Point) -> f64) -> Vec<f64> {
        let costs: Vec<f64> = self.points.iter().map(cost).collect();
        costs
            .iter()
            .zip(costs.iter().skip(1))
            .map(|(before, now)| now / before.max(f64::MIN_POSITIVE))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: [(u64, f64); 3]) -> Line {
        let points = points.map(|(pages, per)| Point { pages, per, took_ms: 1.0 });
        Line { what: "things.list".into(), points: points.into() }
    }

    #[test]
    fn one_more_level_is_no_growth_and_ten_times_the_pages_are() {
        assert_eq!(line([(3, 1.0), (4, 1.0), (4, 1.0)]).ratios(), "1.33 1.00, 1.00 1.00");
        assert!(line([(10, 1.0), (100, 1.0), (1000, 1.0)]).ratios().ends_with("over the goal"));
    }

    #[test]
    fn a_search_is_seen_against_its_matches() {
        assert_eq!(line([(10, 10.0), (100, 100.0), (900, 1000.0)]).ratios(), "1.00 0.90 a match, 0.10 0.10");
    }
}
