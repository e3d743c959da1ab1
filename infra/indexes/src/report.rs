//! The proof as tables.

use std::fmt;

use crate::proof::Proof;

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.indexes(f)?;
        self.queries(f)?;
        for (query, table, reason) in &self.allowed {
            writeln!(f, "{query} may read all of {table}: {reason}")?;
        }
        for fault in &self.faults {
            writeln!(f, "FAULT {fault}")?;
        }
        self.verdict(f)
    }
}

impl Proof {
    fn indexes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{:<44} {:>9}  needed for", "index", "size")?;
        let mut table = "";
        for index in &self.catalogue.indexes {
            if index.table != table {
                table = &index.table;
                writeln!(f, "{table} ({} rows)", self.catalogue.rows(table))?;
            }
            let needs = self.needs.get(&index.name).into_iter().flatten();
            let needs: Vec<&str> = needs.map(String::as_str).collect();
            writeln!(f, "  {:<42} {:>9}  {}", index.name, size(index.bytes), needs.join(", "))?;
        }
        Ok(())
    }

    fn queries(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\n{:<34} {:>10} {:>6} {:>11} {:>9}  most pages with",
            "query", "statements", "runs", "most pages", "longest"
        )?;
        for (name, measured) in &self.measured {
            let (pages, when) = &measured.buffers;
            writeln!(
                f,
                "{name:<34} {:>10} {:>6} {pages:>11} {:>6.1} ms  {when}",
                measured.statements, measured.runs, measured.took_ms
            )?;
        }
        writeln!(f)
    }

    fn verdict(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let indexes = self.catalogue.indexes.len();
        let secondary =
            self.catalogue.indexes.iter().filter(|index| index.rule.as_deref() != Some("primary key"));
        let statements: usize = self.measured.values().map(|measured| measured.statements).sum();
        let runs: usize = self.measured.values().map(|measured| measured.runs).sum();
        let verdict = match self.faults.len() {
            0 => "proven".to_owned(),
            1 => "1 fault".to_owned(),
            faults => format!("{faults} faults"),
        };
        writeln!(
            f,
            "{indexes} indexes ({} without the primary keys), {} queries as {statements} statements in {runs} runs; \
             large is a table of {} rows: {verdict}",
            secondary.count(),
            self.measured.len(),
            self.large_rows
        )
    }
}

fn size(bytes: u64) -> String {
    match bytes >> 10 {
        kib @ 0..10_240 => format!("{kib} KiB"),
        kib => format!("{} MiB", kib >> 10),
    }
}
