//! Checks of what sessions do right now.

use crate::insight::finding::{Asked, Check, Severity, Sources};
use crate::insight::{CONNECTION_STORM, IDLE_IN_TRANSACTION, LOCK_CHAINS, LONG_QUERIES};
use crate::{Door as _, args};

/// The checks.
pub(super) static CHECKS: [Check; 4] = [
    Check {
        name: "lock_chain",
        severity: Severity::Warning,
        explanation: "Others wait for a lock that this session holds, directly or behind each other. Ending it undoes its open transaction.",
        no_fix: "Its holder is a prepared transaction, or has just ended: look into pg_prepared_xacts.",
        ask: |from| Box::pin(lock_chain(from)),
    },
    Check {
        name: "idle_in_transaction",
        severity: Severity::Warning,
        explanation: "The session holds a transaction open and does nothing: its locks stay, and vacuuming can't drop what it might still see. \
                      Ending it undoes its open transaction.",
        no_fix: "End the session.",
        ask: |from| Box::pin(idle_in_transaction(from)),
    },
    Check {
        name: "long_query",
        severity: Severity::Warning,
        explanation: "The statement runs longer than any request waits: nobody may be interested in its answer any more.",
        no_fix: "Cancel the statement.",
        ask: |from| Box::pin(long_query(from)),
    },
    Check {
        name: "connection_storm",
        severity: Severity::Warning,
        explanation: "Most of the connections there may be are taken: the next ones are refused.",
        no_fix: "They are in use: lower DATABASE_POOL_SIZE or the functions' concurrency, or put a proxy before the server.",
        ask: |from| Box::pin(connection_storm(from)),
    },
];

async fn lock_chain(from: &Sources) -> Asked {
    let secs = from.limits.lock_wait.as_secs_f64();
    from.monitor()?.rows(&LOCK_CHAINS, args![secs => FLOAT8]).await
}

async fn idle_in_transaction(from: &Sources) -> Asked {
    let secs = from.limits.idle_in_transaction.as_secs_f64();
    from.monitor()?.rows(&IDLE_IN_TRANSACTION, args![secs => FLOAT8]).await
}

async fn long_query(from: &Sources) -> Asked {
    let secs = from.limits.long_query.as_secs_f64();
    from.monitor()?.rows(&LONG_QUERIES, args![secs => FLOAT8]).await
}

async fn connection_storm(from: &Sources) -> Asked {
    let (share, idle_secs) = (from.limits.connections_share, from.limits.idle_connection.as_secs_f64());
    from.monitor()?.rows(&CONNECTION_STORM, args![share => FLOAT8, idle_secs => FLOAT8]).await
}
