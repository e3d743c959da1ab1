//! The proof bites: on a table of its own, with queries and cases that are wrong in one way each.

use neurmatic_db::Query;
use neurmatic_indexes::{Cases, prove};
use neurmatic_testing::World;

static BY_KIND: Query = Query::new("things.by_kind", "SELECT id FROM things WHERE kind = $1");
static BY_NAME: Query = Query::new("things.by_name", "SELECT id FROM things WHERE name = $1");
static LIST: Query =
    Query::new("things.list", "SELECT id\nFROM things\nWHERE kind = $1 -- when kind\nLIMIT 10");
static DELETE: Query = Query::new("things.delete", "DELETE FROM things WHERE id = $1");

/// As many rows as make a table large.
const LARGE_ROWS: u64 = 1_000;

const SCHEMA: &str = "
    CREATE TABLE things (id integer PRIMARY KEY, kind integer NOT NULL, name text NOT NULL);
    INSERT INTO things SELECT n, n % 1000, 'thing ' || n FROM generate_series(1, 20000) AS n;
    CREATE INDEX idx_things_kind ON things (kind);
    GRANT ALL ON things TO neurmatic_app;
    CREATE SCHEMA beside;
    DO $$ DECLARE name text; BEGIN
        -- Nothing but this test's own tables is to be judged.
        FOR name IN SELECT c.oid::regclass::text FROM pg_class c
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'things'
        LOOP EXECUTE 'ALTER TABLE ' || name || ' SET SCHEMA beside'; END LOOP;
        FOR name IN SELECT c.oid::regclass::text FROM pg_class c
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relispartition
        LOOP EXECUTE 'ALTER TABLE ' || name || ' SET SCHEMA beside'; END LOOP;
    END $$;
    ANALYZE things;";

const BY_KIND_CASES: &str = "query things.by_kind\n  $1 int4 = 7\n";

/// The faults that are told of a schema like ours with a change, of queries and cases.
async fn faults(change: &str, queries: &[&'static Query], cases: &str) -> Vec<String> {
    let world = World::new().await;
    world.sql(SCHEMA).await;
    world.sql(change).await;
    let mut read = Cases::default();
    read.add("things", cases).unwrap();
    let (mut client, mut other) = (world.another_app().await, world.another_app().await);
    prove(&mut client, &mut other, queries, &read, LARGE_ROWS).await.unwrap().faults
}

#[tokio::test]
async fn a_schema_and_queries_that_fit_have_no_fault() {
    assert_eq!(faults("", &[&BY_KIND], BY_KIND_CASES).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_scan_of_a_large_table_is_told_unless_it_is_allowed() {
    let cases = format!("{BY_KIND_CASES}query things.by_name\n  $1 text = 'thing 3'\n");
    let told = faults("", &[&BY_KIND, &BY_NAME], &cases).await;
    assert!(told.len() == 1 && told[0].starts_with("things.by_name scans things, 20000 rows"), "{told:?}");

    let allowed = format!("{cases}  scans things: nobody asks for it\n");
    assert_eq!(faults("", &[&BY_KIND, &BY_NAME], &allowed).await, Vec::<String>::new());
    let too_many = format!("{cases}  scans things up to 5000: nobody asks for it\n");
    assert_eq!(faults("", &[&BY_KIND, &BY_NAME], &too_many).await.len(), 1);
    let needless = format!("{BY_KIND_CASES}  scans things: nobody asks for it\n");
    let told = faults("", &[&BY_KIND], &needless).await;
    assert!(told.len() == 1 && told[0].contains("take its line `scans things` away"), "{told:?}");
}

#[tokio::test]
async fn a_scan_by_a_trigger_or_a_foreign_key_is_told() {
    let trigger = "
        CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM FROM things WHERE name = OLD.name; RETURN NULL; END $$;
        GRANT EXECUTE ON FUNCTION look() TO neurmatic_app;
        CREATE TRIGGER look AFTER DELETE ON things FOR EACH ROW EXECUTE FUNCTION look();";
    let cases = format!("{BY_KIND_CASES}query things.delete\n  $1 int4 = 3\n");
    let told = faults(trigger, &[&BY_KIND, &DELETE], &cases).await;
    assert!(told.len() == 1 && told[0].starts_with("things.delete scans things"), "{told:?}");

    let key = "
        CREATE TABLE parts (id integer PRIMARY KEY, thing_id integer REFERENCES things ON DELETE CASCADE);
        INSERT INTO parts SELECT n, 5 FROM generate_series(1, 20000) AS n; ANALYZE parts;
        GRANT ALL ON parts TO neurmatic_app;";
    let told = faults(key, &[&BY_KIND, &DELETE], &cases).await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("things.delete scans parts"), "{told:?}");
    assert!(told[1].starts_with("parts_thing_id_fkey of parts has no index"), "{told:?}");
    let served = format!("{key} CREATE INDEX idx_parts_thing ON parts (thing_id);");
    assert_eq!(faults(&served, &[&BY_KIND, &DELETE], &cases).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_index_that_is_unused_invalid_or_the_beginning_of_another_is_told() {
    let told = faults("CREATE INDEX idx_idle ON things (name)", &[&BY_KIND], BY_KIND_CASES).await;
    assert!(told.len() == 1 && told[0].starts_with("idx_idle on things is used by no query"), "{told:?}");

    let invalid = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_things_kind'::regclass";
    let told = faults(invalid, &[&BY_KIND], BY_KIND_CASES).await;
    assert!(told.iter().any(|fault| fault.starts_with("idx_things_kind is not valid")), "{told:?}");

    let longer = "CREATE INDEX idx_longer ON things (kind, id)";
    let told = faults(longer, &[&BY_KIND], BY_KIND_CASES).await;
    assert!(
        told.iter().any(|fault| fault == "idx_things_kind is the beginning of idx_longer: drop it"),
        "{told:?}"
    );
}

#[tokio::test]
async fn a_query_without_cases_is_told_what_to_add() {
    let told = faults("", &[&BY_KIND, &LIST], BY_KIND_CASES).await;
    let wanted = "things.list has no cases: add to cases/things.cases a line `query things.list`, \
                  a line `flags …` with the flags it is sent with and a line `$n type = value` for each parameter";
    assert_eq!(told, [wanted]);
    let gone = format!("{BY_KIND_CASES}query things.old\n");
    let told = faults("", &[&BY_KIND], &gone).await;
    assert_eq!(told, ["things.old has cases and is no query: take its cases away"]);
}

#[tokio::test]
async fn cases_that_leave_something_out_are_told() {
    let told =
        faults("", &[&BY_KIND, &LIST], &format!("{BY_KIND_CASES}query things.list\n  flags kind\n")).await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("things.list is never tried with `kind` left out"), "{told:?}");
    assert!(told[1].contains("$1 has no value: add a line `$1 type = value`"), "{told:?}");

    let told =
        faults("", &[&BY_KIND], "query things.by_kind\n  $1 int4 = (SELECT id FROM things WHERE id < 0)\n")
            .await;
    assert!(told[0].contains("finds nothing in these data"), "{told:?}");
    let told = faults("", &[&BY_KIND], "query things.by_kind\n  $1 int4 = -1\n").await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("things.by_kind finds no row in any case"), "{told:?}");
}
