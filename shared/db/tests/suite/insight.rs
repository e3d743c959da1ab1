//! Insight: a healthy database has no finding, and what can't be asked hinders nothing else.

use std::time::Duration;

use jiff::Timestamp;
use neurmatic_config::Database;
use neurmatic_db::insight::{self, Finding, Limits, Report};
use neurmatic_db::{Db, partitions, queues, samples};
use neurmatic_seed::{Options, Size, seed, today};
use neurmatic_testing::World;

/// Both logins of a world.
pub(crate) struct Insight {
    pub(crate) monitor: Db,
    pub(crate) app: Db,
}

impl Insight {
    pub(crate) fn of(world: &World) -> Self {
        let env = world.env();
        let monitor = Database::monitor_from_env(&env).unwrap().unwrap();
        let app = Database::from_env(&env).unwrap();
        Self { monitor: Db::open(&monitor).unwrap(), app: Db::open(&app).unwrap() }
    }

    pub(crate) async fn report(&self, limits: &Limits) -> Report {
        insight::check(Some(&self.monitor), &self.app, limits).await
    }

    /// What a check says of an object.
    pub(crate) async fn find(&self, check: &str, object: &str, limits: &Limits) -> Option<Finding> {
        let report = self.report(limits).await;
        let missing = report.unavailable.iter().find(|unavailable| unavailable.check == check);
        assert_eq!(missing, None);
        report.findings.into_iter().find(|finding| finding.check == check && finding.object.contains(object))
    }

    /// What a check must say of an object.
    pub(crate) async fn found(&self, check: &str, object: &str, limits: &Limits) -> Finding {
        let found = self.find(check, object, limits).await;
        found.unwrap_or_else(|| panic!("{check} did not find {object}"))
    }

    /// Finds a fault, runs its fix, and finds it no more.
    pub(crate) async fn is_mended(&self, world: &World, check: &str, object: &str, limits: &Limits) {
        let finding = self.found(check, object, limits).await;
        assert!(!finding.fix.is_empty() && finding.no_fix.is_none(), "{finding:?}");
        assert!(!finding.evidence.is_empty(), "{finding:?}");
        mend(world, &finding).await;
        assert_eq!(self.find(check, object, limits).await, None);
    }
}

/// Runs a fix, a statement at a time.
pub(crate) async fn mend(world: &World, finding: &Finding) {
    for statement in &finding.fix {
        world.sql(statement).await;
    }
}

/// Runs statements as the schema's owner, and has their statistics told at once.
pub(crate) async fn as_schema_owner(world: &World, sql: &str) {
    world.sql("SET ROLE neurmatic_owner").await;
    world.sql(sql).await;
    world.sql("RESET ROLE").await;
    tell_statistics(world).await;
}

/// Has the statistics of the owner's connection told at once.
pub(crate) async fn tell_statistics(world: &World) {
    world.sql("SELECT pg_stat_force_next_flush()").await;
}

/// Whether the server counts statements; where it can't, the checks that need it are told as unavailable.
pub(crate) async fn counts_statements(world: &World) -> bool {
    world.one("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_stat_statements')", &[]).await
}

/// Keeps a sample of now.
pub(crate) async fn take_sample(insight: &Insight) {
    let tx = insight.app.begin().await.unwrap();
    insight::take_sample(&insight.monitor, &tx, Timestamp::now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// The limits with a wait of nothing in the place of each.
pub(crate) fn at_once() -> Limits {
    let none = Duration::ZERO;
    Limits {
        lock_wait: none,
        idle_in_transaction: none,
        long_query: none,
        stale_for: none,
        idle_connection: none,
        ..Limits::default()
    }
}

#[tokio::test]
async fn a_freshly_seeded_database_in_use_has_no_finding() {
    let world = World::new().await;
    let mut owner = world.another_owner().await;
    seed(&mut owner, Size::Test, &Options::as_of(today()).unwrap()).await.unwrap();
    let insight = Insight::of(&world);
    for _ in 0..20 {
        queues::overview(&insight.app, 100).await.unwrap();
        partitions::parents(&insight.app).await.unwrap();
    }
    take_sample(&insight).await;
    tell_statistics(&world).await;
    let report = insight.report(&Limits::default()).await;
    assert_eq!(report.findings, []);
    if counts_statements(&world).await {
        assert_eq!(report.unavailable, []);
        assert_eq!(report.passed.len(), 20);
    }
}

#[tokio::test]
async fn there_are_twenty_checks_and_each_is_told_once() {
    let names: Vec<&str> = insight::check_names().collect();
    assert_eq!(names.len(), 20);
    assert!(names.iter().all(|name| names.iter().filter(|other| *other == name).count() == 1));
}

#[tokio::test]
async fn without_statistics_of_statements_the_other_checks_are_made() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    world.sql("DROP EXTENSION IF EXISTS pg_stat_statements").await;
    let report = insight.report(&Limits::default()).await;
    let unavailable: Vec<&str> = report.unavailable.iter().map(|unavailable| unavailable.check).collect();
    assert_eq!(unavailable, ["missing_index", "temporary_files"]);
    assert!(report.unavailable.iter().all(|unavailable| unavailable.reason.contains("pg_stat_statements")));
    assert_eq!(report.findings, []);
    take_sample(&insight).await;
    assert!(samples::since(&insight.app).await.unwrap().is_some());
}

#[tokio::test]
async fn without_the_monitors_login_what_needs_none_is_checked() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let report = insight::check(None, &insight.app, &Limits::default()).await;
    assert_eq!(report.passed, ["scan_growth", "n_plus_one", "plan_regression"]);
    assert_eq!(report.unavailable.len(), 17);
    assert!(report.unavailable.iter().all(|part| part.reason == "DATABASE_MONITOR_URL is not set"));
}

#[tokio::test]
async fn a_lost_database_is_told_within_the_time_of_a_check() {
    let world = World::with_outages().await;
    let insight = Insight::of(&world);
    world.database_gate().shut();
    let report = insight.report(&Limits::default()).await;
    assert_eq!((report.findings.len(), report.passed.len(), report.unavailable.len()), (0, 0, 20));
}
