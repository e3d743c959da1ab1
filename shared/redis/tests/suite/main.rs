//! The connection, on real servers: one that is shared (`TEST_REDIS_URL`), and ones to be killed.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't be set up shall fail")]

mod outages;
mod own_server;
mod trips;

use redis::aio::MultiplexedConnection;

/// A connection beside the one under test.
async fn beside(server: &own_server::OwnServer) -> MultiplexedConnection {
    redis::Client::open(server.url()).unwrap().get_multiplexed_async_connection().await.unwrap()
}
