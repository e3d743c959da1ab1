//! Transactions. What isn't committed is rolled back, also when a handler returns early or is dropped.

use std::sync::OnceLock;

use deadpool_postgres::Object;
use futures::FutureExt as _;
use tokio::sync::Mutex;
use tokio_postgres::Row;

use crate::args::Arg;
use crate::door::{Door, send};
use crate::error::DbError;
use crate::pool::Db;
use crate::query::{Query, Statement};

static COMMIT: Query = Query::new("db.commit", "COMMIT");

/// A transaction. Statements go through it one at a time.
pub struct Tx {
    db: Db,
    client: Mutex<Option<Object>>,
    /// The first statement that failed: the server has given the transaction up, and answers a COMMIT by rolling it back.
    failed: OnceLock<&'static str>,
}

impl Db {
    /// Begins a transaction. `BEGIN` travels with the first statement, which saves its round trip: it can't fail but by
    /// the connection's loss, which that statement tells.
    ///
    /// # Errors
    /// [`DbError`].
    pub async fn begin(&self) -> Result<Tx, DbError> {
        let client = self.connection().await?;
        // Polled once, the message is on its way; what is sent next over this connection comes after it.
        if let Some(Err(source)) = client.batch_execute("BEGIN").now_or_never() {
            return Err(DbError::of("db.begin", source));
        }
        Ok(Tx { db: self.clone(), client: Mutex::new(Some(client)), failed: OnceLock::new() })
    }
}

impl Tx {
    /// Makes the transaction's effects last.
    ///
    /// # Errors
    /// [`DbError`]; then nothing has happened, unless the connection was lost during the commit itself. A transaction in
    /// which a statement failed can't be committed, whatever was made of that failure.
    pub async fn commit(self) -> Result<(), DbError> {
        if let Some(query) = self.failed.get() {
            return Err(DbError::RolledBack { query });
        }
        self.run(&COMMIT, crate::args![]).await?;
        self.client.lock().await.take();
        Ok(())
    }
}

impl Door for Tx {
    async fn raw(&self, statement: Statement, args: &[Arg<'_>]) -> Result<Vec<Row>, DbError> {
        let mut held = self.client.lock().await;
        let client = held
            .take()
            .ok_or_else(|| DbError::Unavailable("the transaction's connection was lost".to_owned()))?;
        let (client, outcome) = send(client, &self.db.settings, &statement, args).await;
        *held = client;
        if outcome.is_err() {
            let _the_first_stays = self.failed.set(statement.name);
        }
        outcome
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        let Some(client) = self.client.get_mut().take() else { return };
        // As with BEGIN: on its way when polled once.
        let _sent = client.batch_execute("ROLLBACK").now_or_never();
    }
}
