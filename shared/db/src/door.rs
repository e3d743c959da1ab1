//! The door: every statement of the platform goes through here, from the pool or within a transaction.

use std::future::Future;
use std::time::Duration;

use deadpool_postgres::Object;
use postgres_types::{ToSql, Type};
use tokio::time::Instant;
use tokio_postgres::Row;

use crate::args::Arg;
use crate::error::DbError;
use crate::pool::{Db, Settings};
use crate::query::Statement;
use crate::row::FromRow;
use crate::{scope, slow};

/// Where statements are sent: the pool ([`Db`]) or a transaction ([`crate::Tx`]).
pub trait Door: Sync {
    /// Runs a statement and returns its rows as they come.
    ///
    /// # Errors
    /// [`DbError`].
    fn raw(
        &self,
        statement: Statement,
        args: &[Arg<'_>],
    ) -> impl Future<Output = Result<Vec<Row>, DbError>> + Send;

    /// All rows.
    ///
    /// # Errors
    /// [`DbError`].
    fn rows<T: FromRow>(
        &self,
        statement: impl Into<Statement> + Send,
        args: &[Arg<'_>],
    ) -> impl Future<Output = Result<Vec<T>, DbError>> + Send {
        let statement = statement.into();
        async move {
            let name = statement.name;
            let rows = self.raw(statement, args).await?;
            rows.iter().map(|row| T::from_row(row).map_err(|source| DbError::of(name, source))).collect()
        }
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// [`DbError`].
    fn maybe<T: FromRow>(
        &self,
        statement: impl Into<Statement> + Send,
        args: &[Arg<'_>],
    ) -> impl Future<Output = Result<Option<T>, DbError>> + Send {
        let statement = statement.into();
        async move { Ok(self.rows::<T>(statement, args).await?.into_iter().next()) }
    }

    /// The one row that there must be.
    ///
    /// # Errors
    /// [`DbError`]; no row counts as [`DbError::Unavailable`], which never happens to a query that aggregates or returns.
    fn one<T: FromRow>(
        &self,
        statement: impl Into<Statement> + Send,
        args: &[Arg<'_>],
    ) -> impl Future<Output = Result<T, DbError>> + Send {
        let statement = statement.into();
        async move {
            let name = statement.name;
            self.maybe::<T>(statement, args)
                .await?
                .ok_or_else(|| DbError::Unavailable(format!("{name} returned no row")))
        }
    }

    /// Runs a statement for its effect; whether it returned or touched a row is told by `RETURNING`.
    ///
    /// # Errors
    /// [`DbError`].
    fn run(
        &self,
        statement: impl Into<Statement> + Send,
        args: &[Arg<'_>],
    ) -> impl Future<Output = Result<(), DbError>> + Send {
        let statement = statement.into();
        async move { self.raw(statement, args).await.map(drop) }
    }
}

impl Door for Db {
    async fn raw(&self, statement: Statement, args: &[Arg<'_>]) -> Result<Vec<Row>, DbError> {
        let client = self.connection().await?;
        let (client, outcome) = send(client, &self.settings, &statement, args).await;
        drop(client);
        outcome
    }
}

/// Sends a statement over `client`, within the remaining time. Gives the client back, unless its connection is of no
/// more use: then it has been taken out of the pool.
pub(crate) async fn send(
    client: Object,
    settings: &Settings,
    statement: &Statement,
    args: &[Arg<'_>],
) -> (Option<Object>, Result<Vec<Row>, DbError>) {
    let sent = Instant::now();
    let mut in_flight = InFlight(Some(client));
    let Some(client) = &in_flight.0 else { return (None, Err(DbError::Timeout { query: statement.name })) };
    let exchange = exchange(client, settings.proxy, statement, args);
    let outcome = tokio::time::timeout(scope::remaining(), exchange).await;
    let Some(client) = in_flight.0.take() else {
        return (None, Err(DbError::Timeout { query: statement.name }));
    };
    let took = sent.elapsed();
    scope::note(statement.name, took);
    let Ok(outcome) = outcome else {
        abandon(client).await;
        return (None, Err(DbError::Timeout { query: statement.name }));
    };
    let rows = outcome.as_ref().map_or(0, Vec::len);
    tracing::debug!(
        query = statement.name,
        operation = scope::operation(),
        took_us = micros(took),
        rows,
        "query"
    );
    let is_slow = took >= settings.slow_query;
    settings.statements.note(statement.name, took, is_slow);
    if is_slow {
        slow::warn(&client, statement, args, took, rows).await;
    }
    (Some(client), outcome.map_err(|source| DbError::of(statement.name, source)))
}

/// A connection that works on a statement. Dropped meanwhile (a client that went away, a deadline), it must not come back
/// to the pool: its transaction may be open.
struct InFlight(Option<Object>);

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some(client) = self.0.take() {
            drop(Object::take(client));
        }
    }
}

async fn exchange(
    client: &Object,
    proxy: bool,
    statement: &Statement,
    args: &[Arg<'_>],
) -> Result<Vec<Row>, tokio_postgres::Error> {
    if proxy {
        // Without a plan that is kept by the text, the text may differ by request.
        return client.query_typed(&scope::commented(&statement.sql), args).await;
    }
    let types: Vec<Type> = args.iter().map(|(_, ty)| ty.clone()).collect();
    let values: Vec<&(dyn ToSql + Sync)> = args.iter().map(|(value, _)| *value).collect();
    let prepared = client.prepare_typed_cached(&statement.sql, &types).await?;
    client.query(&prepared, &values).await
}

/// How long the server is given to hear that a statement is not waited for any more.
const CANCEL_TIMEOUT: Duration = Duration::from_millis(100);

/// Takes a connection that still works on an abandoned statement out of the pool, and closes it. Over TLS the server
/// refuses this way to cancel: there the role's `statement_timeout` (15 s, `migrations/bootstrap.sql`) ends the statement.
async fn abandon(client: Object) {
    let client = Object::take(client);
    let token = client.cancel_token();
    let cancelled = tokio::time::timeout(CANCEL_TIMEOUT, token.cancel_query(tokio_postgres::NoTls)).await;
    tracing::debug!(cancelled = matches!(cancelled, Ok(Ok(()))), "a statement was abandoned");
}

pub(crate) fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
