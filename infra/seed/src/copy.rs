//! Rows into a table: COPY's text format, written in pieces, so that memory doesn't grow with the table.

use std::fmt::{self, Write as _};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use futures::SinkExt as _;
use tokio_postgres::Transaction;
use uuid::Uuid;

use crate::areas::Table;
use crate::calendar::Moment;
use crate::world::World;
use crate::{Loaded, SeedError};

/// A piece is sent when it is as long as this, in bytes.
const PIECE: usize = 256 * 1024;
/// How often progress is told.
const TOLD_EVERY: Duration = Duration::from_secs(2);

/// Something that can stand in a column.
pub(crate) trait Field {
    /// Writes it in COPY's text format.
    fn write(&self, out: &mut BytesMut) -> fmt::Result;
}

macro_rules! plain_fields {
    ($($kind:ty),*) => {$(
        impl Field for $kind {
            fn write(&self, out: &mut BytesMut) -> fmt::Result {
                write!(out, "{self}")
            }
        }
    )*};
}
plain_fields!(bool, i64, u16, u32, u64, Uuid);

impl Field for Moment {
    fn write(&self, out: &mut BytesMut) -> fmt::Result {
        write!(out, "{}", self.timestamp())
    }
}

impl Field for &str {
    fn write(&self, out: &mut BytesMut) -> fmt::Result {
        for part in self.split_inclusive(['\\', '\n', '\r', '\t']) {
            match part.strip_suffix(['\\', '\n', '\r', '\t']) {
                None => out.extend_from_slice(part.as_bytes()),
                Some(plain) => {
                    out.extend_from_slice(plain.as_bytes());
                    out.extend_from_slice(match part.as_bytes().last() {
                        Some(b'\n') => b"\\n",
                        Some(b'\r') => b"\\r",
                        Some(b'\t') => b"\\t",
                        _ => b"\\\\",
                    });
                }
            }
        }
        Ok(())
    }
}

impl Field for String {
    fn write(&self, out: &mut BytesMut) -> fmt::Result {
        self.as_str().write(out)
    }
}

impl Field for [u64; 4] {
    /// As 32 bytes.
    fn write(&self, out: &mut BytesMut) -> fmt::Result {
        out.write_str("\\\\x")?;
        self.iter().try_for_each(|word| write!(out, "{word:016x}"))
    }
}

impl<T: Field> Field for Option<T> {
    fn write(&self, out: &mut BytesMut) -> fmt::Result {
        match self {
            Some(field) => field.write(out),
            None => out.write_str("\\N"),
        }
    }
}

/// Rows that wait to be sent.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    piece: BytesMut,
    count: u64,
}

impl Rows {
    /// Adds a row; its fields are in the order of the table's columns.
    pub(crate) fn add(&mut self, fields: &[&dyn Field]) {
        for (place, field) in fields.iter().enumerate() {
            if place > 0 {
                self.piece.extend_from_slice(b"\t");
            }
            // Writing to memory doesn't fail.
            let _written = field.write(&mut self.piece);
        }
        self.piece.extend_from_slice(b"\n");
        self.count += 1;
    }

    fn take(&mut self) -> Bytes {
        self.piece.split().freeze()
    }
}

/// Fills a table, telling how far it is.
pub(crate) async fn fill(tx: &Transaction<'_>, table: &Table, world: &World) -> Result<Loaded, SeedError> {
    let start = Instant::now();
    let mut told = start;
    let statement = format!("COPY {} ({}) FROM STDIN", table.name, table.columns);
    let sink = tx.copy_in::<_, Bytes>(&statement).await?;
    futures::pin_mut!(sink);
    let mut rows = Rows::default();
    let units = (table.units)(world);
    for unit in 0..units {
        (table.write)(world, unit, &mut rows);
        if rows.piece.len() >= PIECE {
            sink.send(rows.take()).await?;
            if told.elapsed() >= TOLD_EVERY {
                told = Instant::now();
                let rate = rows.count as f64 / start.elapsed().as_secs_f64();
                let percent = (unit + 1) * 100 / units;
                tracing::info!(
                    "  {:<22}{:>10} rows{percent:>5} %{rate:>10.0} rows/s",
                    table.name,
                    rows.count
                );
            }
        }
    }
    sink.send(rows.take()).await?;
    sink.finish().await?;
    let time = start.elapsed();
    let rate = rows.count as f64 / time.as_secs_f64();
    tracing::info!(
        "  {:<22}{:>10} rows  100 %{rate:>10.0} rows/s{:>8.1} s",
        table.name,
        rows.count,
        time.as_secs_f64()
    );
    Ok(Loaded { table: table.name, rows: rows.count, time })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_line_whatever_its_text_holds() {
        let mut rows = Rows::default();
        rows.add(&[&"a\tb\nc\\d", &None::<&str>, &Some(7_u64), &true, &[1_u64, 0, 0, 255]]);
        let hash = format!("\\\\x{:016x}{:016x}{:016x}{:016x}", 1, 0, 0, 255);
        assert_eq!(rows.take(), format!("a\\tb\\nc\\\\d\t\\N\t7\ttrue\t{hash}\n"));
    }

    #[test]
    fn a_moment_is_written_with_its_zone() {
        let mut rows = Rows::default();
        rows.add(&[&Moment::from_millis(1_500)]);
        assert_eq!(rows.take(), "1970-01-01T00:00:01.5Z\n");
    }
}
