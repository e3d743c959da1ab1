//! What is counted: for each task that was written, how often it had its effect.

use neurmatic_testing::World;

/// What came of a run.
pub(crate) struct Count {
    /// Written, and still to be done.
    pub(crate) waiting: i64,
    /// Neither done nor to be done any more.
    pub(crate) lost: i64,
    /// Effects beyond one each.
    pub(crate) doubled: i64,
    /// Tasks that ran out of attempts.
    pub(crate) given_up: i64,
}

/// Makes the tables. Without its memory the inbox forgets each row at once.
pub(crate) async fn prepare(world: &World, with_inbox: bool) {
    world
        .sql(
            "CREATE TABLE chaos_effects (n bigint NOT NULL);
             CREATE TABLE chaos_kills (n bigint PRIMARY KEY);
             CREATE TABLE chaos_written (n bigint PRIMARY KEY);
             CREATE TABLE chaos_kept AS TABLE outbox WITH NO DATA;
             GRANT SELECT, INSERT ON chaos_effects, chaos_kills, chaos_written TO neurmatic_app;
             -- 2 % of the tasks are kept, to be delivered again.
             CREATE FUNCTION chaos_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
                 IF session_user = 'neurmatic_app' AND NEW.task = 'chaos:step' AND (NEW.payload->>'n')::bigint % 50 = 7 THEN
                     INSERT INTO chaos_kept SELECT NEW.*;
                 END IF;
                 RETURN NULL;
             END $$;
             CREATE TRIGGER chaos_keep AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION chaos_keep();",
        )
        .await;
    if !with_inbox {
        world
            .sql(
                "CREATE FUNCTION chaos_forget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
                     DELETE FROM inbox WHERE producer = NEW.producer AND message_id = NEW.message_id AND day = NEW.day;
                     RETURN NULL;
                 END $$;
                 CREATE TRIGGER chaos_forget AFTER INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION chaos_forget();",
            )
            .await;
    }
}

/// Delivers again some of those that were kept, whether they wait, are being done, or were done: each once.
pub(crate) async fn deliver_again(world: &World) {
    world
        .sql(
            "WITH again AS (
                 DELETE FROM chaos_kept WHERE id IN (SELECT id FROM chaos_kept ORDER BY random() LIMIT 500) RETURNING *
             ), sent AS (
                 UPDATE outbox SET run_at = now() FROM again WHERE outbox.id = again.id AND outbox.sent_at IS NOT NULL
             )
             INSERT INTO outbox SELECT * FROM again ON CONFLICT DO NOTHING",
        )
        .await;
}

/// Counts.
pub(crate) async fn count(world: &World, tasks: i64) -> Count {
    let row = world
        .owner()
        .query_one(
            "SELECT
                 (SELECT count(*) FROM outbox WHERE task = 'chaos:step') + (SELECT count(*) FROM chaos_kept),
                 $1 - (SELECT count(DISTINCT n) FROM chaos_effects),
                 (SELECT count(*) - count(DISTINCT n) FROM chaos_effects),
                 (SELECT count(*) FROM failed_tasks WHERE task = 'chaos:step')",
            &[&tasks],
        )
        .await
        .unwrap();
    Count { waiting: row.get(0), lost: row.get(1), doubled: row.get(2), given_up: row.get(3) }
}
