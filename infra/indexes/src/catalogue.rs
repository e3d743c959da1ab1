//! What the database says of its tables, indexes and foreign keys. A partition counts as its parent.

use std::collections::BTreeMap;

use anyhow::Result;
use tokio_postgres::Client;

/// Tables, indexes and foreign keys of the schema.
#[derive(Clone, Debug)]
pub(crate) struct Catalogue {
    /// Rows of each table and of each partition, as the statistics have it.
    rows: BTreeMap<String, u64>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    /// The parent of each partition and of each partition's index, and of all others themselves.
    parents: BTreeMap<String, String>,
}

/// An index; a partitioned one with all its parts.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    pub(crate) name: String,
    pub(crate) table: String,
    pub(crate) bytes: u64,
    /// Which rule it keeps: `primary key`, `unique`, `exclusion`.
    pub(crate) rule: Option<String>,
    pub(crate) is_valid: bool,
    /// The index whose beginning this one is.
    pub(crate) covered_by: Option<String>,
}

/// A column of a foreign key, and the indexes by which its referencing rows can be found.
#[derive(Clone, Debug)]
pub(crate) struct ForeignKey {
    pub(crate) name: String,
    pub(crate) table: String,
    pub(crate) indexes: Vec<String>,
}

const ROWS: &str = "
    SELECT c.relname::text, coalesce((
        SELECT sum(greatest(part.reltuples, 0)) FROM pg_partition_tree(c.oid) AS tree JOIN pg_class part ON part.oid = tree.relid
        WHERE tree.isleaf), greatest(c.reltuples, 0))::bigint
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')";

const PARENTS: &str = "
    SELECT c.relname::text, coalesce(p.relname, c.relname)::text
    FROM pg_class c LEFT JOIN pg_class p ON p.oid = pg_partition_root(c.oid)
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'i', 'I')";

// Covered: same table, method and predicate, and its columns, with order and operator class, come first in the other.
// One that keeps a rule is covered only by one that says exactly the same.
const INDEXES: &str = "
    WITH idx AS (
        SELECT i.indexrelid, i.indrelid, i.indisunique, i.indisvalid AND i.indisready AS is_valid, c.relname, c.relam,
            CASE WHEN i.indisprimary THEN 'primary key' WHEN i.indisexclusion THEN 'exclusion'
                 WHEN i.indisunique THEN 'unique' END AS rule,
            coalesce(pg_get_expr(i.indpred, i.indrelid), '') AS predicate,
            (SELECT array_agg(pg_get_indexdef(i.indexrelid, n, false) || ' ' || i.indoption[n - 1] || ' ' || i.indclass[n - 1]
                ORDER BY n) FROM generate_series(1, i.indnkeyatts) AS n) AS keys
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
    )
    SELECT idx.relname::text, idx.indrelid::regclass::text, idx.rule, idx.is_valid,
        coalesce((SELECT sum(pg_relation_size(relid)) FROM pg_partition_tree(idx.indexrelid)),
                 pg_relation_size(idx.indexrelid))::bigint,
        (SELECT min(long.relname)::text FROM idx AS long
         WHERE long.indrelid = idx.indrelid AND long.relam = idx.relam AND long.predicate = idx.predicate
           AND long.indexrelid <> idx.indexrelid AND long.keys[:cardinality(idx.keys)] = idx.keys
           AND (NOT idx.indisunique OR long.keys = idx.keys))
    FROM idx
    ORDER BY 2, 1";

// An index serves a key when it begins with one of its columns, and has no predicate but `column IS NOT NULL`. A key of
// several columns has a row for each, and one for the indexes that begin with all of them: these serve it best.
const FOREIGN_KEYS: &str = "
    WITH keys AS (
        SELECT conname, conrelid, conkey FROM pg_constraint
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0
    ), wanted AS (
        SELECT conname, conrelid, ARRAY[part] AS parts FROM keys, unnest(conkey) AS part
        UNION ALL
        SELECT conname, conrelid, conkey FROM keys WHERE cardinality(conkey) > 1
    )
    SELECT k.conname::text, k.conrelid::regclass::text, array(
        SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = k.conrelid AND i.indisvalid
          AND (i.indkey::int2[])[0:cardinality(k.parts) - 1] @> k.parts
          AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) ~ '^\\([a-z_]+ IS NOT NULL\\)$')
        ORDER BY 1)
    FROM wanted k
    ORDER BY 2, 1, cardinality(k.parts) DESC";

impl Catalogue {
    /// Reads it; the tables' statistics should be fresh.
    pub(crate) async fn read(client: &Client) -> Result<Self> {
        let rows = client.query(ROWS, &[]).await?;
        let parents = client.query(PARENTS, &[]).await?;
        let indexes = client.query(INDEXES, &[]).await?;
        let foreign_keys = client.query(FOREIGN_KEYS, &[]).await?;
        Ok(Self {
            rows: rows.iter().map(|row| (row.get(0), row.get::<_, i64>(1).unsigned_abs())).collect(),
            parents: parents.iter().map(|row| (row.get(0), row.get(1))).collect(),
            indexes: indexes
                .iter()
                .map(|row| Index {
                    name: row.get(0),
                    table: row.get(1),
                    rule: row.get(2),
                    is_valid: row.get(3),
                    bytes: row.get::<_, i64>(4).unsigned_abs(),
                    covered_by: row.get(5),
                })
                .collect(),
            foreign_keys: foreign_keys
                .iter()
                .map(|row| ForeignKey { name: row.get(0), table: row.get(1), indexes: row.get(2) })
                .collect(),
        })
    }

    /// The table or index that a name stands for: a partition's is its parent.
    pub(crate) fn parent<'a>(&'a self, name: &'a str) -> &'a str {
        self.parents.get(name).map_or(name, String::as_str)
    }

    /// The rows of a table or a partition.
    pub(crate) fn rows(&self, table: &str) -> u64 {
        self.rows.get(table).copied().unwrap_or_default()
    }
}
