//! `neurmatic-platform tasks …`, which `cargo dev tasks` runs: the queues by command line. What is done is done by
//! `neurmatic_tasks::operate`, as by the routes of `/performance`; here are only its words and tables.

mod tables;
mod words;

use std::time::Duration;

use anyhow::{Context as _, bail};
use neurmatic_config::{self as config, Env};
use neurmatic_db::audit::{self, Filter, Window};
use neurmatic_db::queues::{self, Failed};
use neurmatic_db::{Db, Scope};
use neurmatic_tasks::Queue;
use neurmatic_tasks::operate::{self, BATCH_MAX, Operator};
use tokio::time::Instant;

use words::{Call, Filters};

/// How long the database may take for all of a call.
const WITHIN: Duration = Duration::from_secs(120);

/// Tasks that one call of the command redrives or purges at most.
const TASKS_MAX: i64 = 1_000_000;

/// Entries of the trail that are shown of a task.
const ENTRIES_MAX: i64 = 20;

/// Does what the words say on the database of the settings, and returns what there is to say.
///
/// # Errors
/// When the words are wrong, or the database doesn't do it; the text says what to do.
pub async fn run(env: &Env, words: &[String]) -> anyhow::Result<String> {
    let call = match words::parse(words, jiff::Timestamp::now()) {
        Ok(Call::Help) => return Ok(words::HELP.to_owned()),
        Ok(call) => call,
        Err(fault) => bail!("{fault}\n\n{}", words::HELP),
    };
    let db = Db::open(&config::Database::from_env(env)?)?;
    Scope::new("tasks.operate", Instant::now() + WITHIN).run(Box::pin(obey(&db, call))).await
}

async fn obey(db: &Db, call: Call) -> anyhow::Result<String> {
    let by = Operator::CommandLine;
    match call {
        Call::Help => Ok(words::HELP.to_owned()),
        Call::List => Ok(tables::queues(&operate::overview(db).await.context(UNANSWERED)?)),
        Call::Dead { queue, filters, limit } => {
            let rows = queues::failed(db, queue.map(Queue::as_str), &filters.failed(), limit).await;
            Ok(tables::dead(&rows.context(UNANSWERED)?))
        }
        Call::Redrive { queue, filters } => redrive(db, queue, filters).await,
        Call::Purge { queue } => purge(db, queue).await,
        Call::Pause { queue, is_paused } => {
            operate::set_paused(db, by, queue, is_paused).await.context(UNANSWERED)?;
            let now = if is_paused { "is paused: nothing of it is begun" } else { "goes on" };
            Ok(format!("The queue {} {now}.", queue.as_str()))
        }
        Call::Cancel { id } => match operate::cancel(db, by, id).await.context(UNANSWERED)? {
            Some(task) => Ok(format!("{} of the queue {} is cancelled.", task.task, task.queue)),
            None => bail!("no task {id} waits; `cargo dev tasks show {id}` tells what became of it"),
        },
        Call::Show { id, producer } => {
            let Some(task) = queues::task(db, id, &producer).await.context(UNANSWERED)? else {
                bail!("nothing is known of a task {id} of {producer}, or nothing any more");
            };
            let of_task = Filter {
                target_type: Some("task".to_owned()),
                target: Some(id.to_string()),
                ..Filter::default()
            };
            let window = Window { after: None, offset: 0, limit: ENTRIES_MAX };
            let trail = audit::list(db, &of_task, window).await.context(UNANSWERED)?;
            Ok(tables::history(id, &task, &trail))
        }
    }
}

const UNANSWERED: &str =
    "the database did not do it (without the platform's tables, call `cargo dev migrate up`)";

/// In batches, each a transaction. What fails again meanwhile is later than the call, and so isn't put back again.
async fn redrive(db: &Db, queue: Queue, filters: Filters) -> anyhow::Result<String> {
    let until = filters.until.unwrap_or_else(jiff::Timestamp::now);
    let failed = Failed { until: Some(until), ..filters.failed() };
    let mut tasks = 0;
    while tasks < TASKS_MAX {
        let n = operate::redrive(db, Operator::CommandLine, queue, &failed, BATCH_MAX).await;
        let n = n.with_context(|| so_far(tasks))?;
        tasks += n;
        if n < BATCH_MAX {
            break;
        }
    }
    Ok(format!("{tasks} tasks of the queue {} are done again.", queue.as_str()))
}

async fn purge(db: &Db, queue: Queue) -> anyhow::Result<String> {
    let mut tasks = 0;
    while tasks < TASKS_MAX {
        let n = operate::purge(db, Operator::CommandLine, queue).await.with_context(|| so_far(tasks))?;
        tasks += n;
        if n < BATCH_MAX {
            break;
        }
    }
    Ok(format!("{tasks} tasks of the queue {} are forgotten.", queue.as_str()))
}

fn so_far(tasks: i64) -> String {
    format!("after {tasks} tasks: {UNANSWERED}")
}
