//! From each type's matches to one list, the best first, and how many there are of each.

use neurmatic_db::search::{FoundRow, Kind, MATCHES_MAX};
use uuid::Uuid;

/// A match of any type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Match {
    pub(crate) kind: Kind,
    pub(crate) id: Uuid,
    pub(crate) score: f64,
    /// Its place in the whole list, from 1.
    pub(crate) rank: i64,
}

/// How many matches a type has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) kind: Kind,
    pub(crate) matches: i64,
    /// There may be more: only so many are looked at.
    pub(crate) is_capped: bool,
}

/// All types' matches in one order: by score; where that is the same by type, then the newest first.
pub(crate) fn merged(found: Vec<(Kind, Vec<FoundRow>)>) -> (Vec<Match>, Vec<Count>) {
    let mut counts = Vec::with_capacity(found.len());
    let mut matches = Vec::new();
    for (kind, rows) in found {
        let n = rows.first().map_or(0, |row| row.matches);
        counts.push(Count { kind, matches: n, is_capped: n >= MATCHES_MAX });
        matches.extend(rows.into_iter().map(|row| Match { kind, id: row.id, score: row.score, rank: 0 }));
    }
    matches.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then_with(|| a.kind.cmp(&b.kind)).then_with(|| b.id.cmp(&a.id))
    });
    for (rank, found) in (1..).zip(&mut matches) {
        found.rank = rank;
    }
    (matches, counts)
}

/// All matches there are; none when a type may have more than were looked at.
pub(crate) fn total(counts: &[Count]) -> Option<i64> {
    let is_known = counts.iter().all(|count| !count.is_capped);
    is_known.then(|| counts.iter().map(|count| count.matches).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: u128, score: f64, matches: i64) -> FoundRow {
        FoundRow { id: Uuid::from_u128(id), score, matches }
    }

    #[test]
    fn the_best_comes_first_whatever_its_type() {
        let found = vec![
            (Kind::Articles, vec![row(1, 0.5, 2), row(2, 0.1, 2)]),
            (Kind::Topics, Vec::new()),
            (Kind::Jobs, vec![row(3, 0.5, 1_000), row(4, 0.5, 1_000), row(5, 0.3, 1_000)]),
        ];
        let (matches, counts) = merged(found);
        let order: Vec<_> = matches.iter().map(|of| (of.rank, of.id.as_u128())).collect();
        assert_eq!(order, [(1, 1), (2, 4), (3, 3), (4, 5), (5, 2)]);
        let seen: Vec<_> = counts.iter().map(|of| (of.matches, of.is_capped)).collect();
        assert_eq!(seen, [(2, false), (0, false), (1_000, true)]);
        assert_eq!((total(&counts), total(&counts[..2])), (None, Some(2)));
    }
}
