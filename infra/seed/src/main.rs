//! Generated data, from the command line: progress on standard error, what was done on standard output.

use std::io::{IsTerminal as _, Write as _, stderr, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use jiff::civil::Date;
use neurmatic_config::Env;
use neurmatic_seed::logins::Logins;
use neurmatic_seed::{Options, Size, Summary, address, today};
use secrecy::ExposeSecret as _;
use tokio_postgres::NoTls;

const USAGE: &str = "\
neurmatic-seed --size demo|realistic|huge --logins <file> [--as-of <date>]

  --size     how much: 1,000, 100,000 or 500,000 articles, with all that belongs to them
  --logins   where the demo logins are kept; made when it is not there
  --as-of    the day the data end, such as 2026-01-01; today when not given

DATABASE_OWNER_URL says where to: a database on this machine, migrated and without articles.";

/// One call.
#[derive(Debug)]
struct Call {
    size: Size,
    logins: PathBuf,
    as_of: Date,
}

// Two threads: one makes rows while the other sends them.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let progress = tracing_subscriber::fmt().without_time().with_target(false).with_level(false);
    progress.with_writer(stderr).with_ansi(stderr().is_terminal()).init();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let said = match run(&args).await {
        Ok(summary) => writeln!(stdout(), "{}", told(&summary)).map(|()| ExitCode::SUCCESS),
        Err(error) => writeln!(stderr(), "neurmatic-seed: {error:#}").map(|()| ExitCode::FAILURE),
    };
    // A closed pipe changes nothing about what was done.
    said.unwrap_or(ExitCode::SUCCESS)
}

async fn run(args: &[String]) -> anyhow::Result<Summary> {
    let call = parse(args)?;
    let url = Env::process()
        .secret("DATABASE_OWNER_URL", "like postgres://owner:password@127.0.0.1:5432/database")?;
    let mut server = address::on_this_machine(url.expose_secret())?;
    server.application_name("neurmatic-seed").connect_timeout(std::time::Duration::from_secs(10));
    let (mut client, connection) = server
        .connect(NoTls)
        .await
        .context("the database that DATABASE_OWNER_URL names cannot be reached")?;
    let connection = tokio::spawn(connection);
    let options = Options { as_of: call.as_of, logins: Logins::keep_in(&call.logins)? };
    let summary = neurmatic_seed::seed(&mut client, call.size, &options).await?;
    drop(client);
    connection.await??;
    Ok(summary)
}

fn parse(args: &[String]) -> anyhow::Result<Call> {
    let (mut size, mut logins, mut as_of) = (None, None, None);
    let mut words = args.iter();
    while let Some(flag) = words.next() {
        let Some(value) = words.next() else { bail!("{USAGE}") };
        match flag.as_str() {
            "--size" => size = Some(value.parse::<Size>().map_err(anyhow::Error::msg)?),
            "--logins" => logins = Some(PathBuf::from(value)),
            "--as-of" => as_of = Some(day(value)?),
            _ => bail!("{USAGE}"),
        }
    }
    match (size, logins) {
        (Some(size), Some(logins)) => Ok(Call { size, logins, as_of: as_of.unwrap_or_else(today) }),
        _ => bail!("{USAGE}"),
    }
}

fn day(text: &str) -> anyhow::Result<Date> {
    let day: Date = text.parse().ok().with_context(|| format!("{text:?} is not a day such as 2026-01-01"))?;
    if !(2000..2200).contains(&day.year()) {
        bail!("{text:?} is not a day of the years 2000 to 2199");
    }
    Ok(day)
}

fn told(summary: &Summary) -> String {
    let Summary { size, as_of, .. } = summary;
    if summary.was_there {
        return format!(
            "The {size} data are there already; the demo logins have the passwords of their file."
        );
    }
    let rows: u64 = summary.tables.iter().map(|loaded| loaded.rows).sum();
    format!("Loaded the {size} data as of {as_of}: {rows} rows in {:.1} s.", summary.time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> anyhow::Result<Call> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_call_names_its_size_and_where_the_logins_are() {
        let call = parsed("--size demo --logins l.json --as-of 2026-01-01").unwrap();
        assert_eq!((call.size, call.as_of), (Size::Demo, jiff::civil::date(2026, 1, 1)));
        assert!(parsed("--size demo").unwrap_err().to_string().contains("--logins <file>"));
        assert!(
            parsed("--size tiny --logins l").unwrap_err().to_string().contains("demo, realistic or huge")
        );
        assert!(
            parsed("--size demo --logins l --as-of soon").unwrap_err().to_string().contains("2026-01-01")
        );
        assert!(parsed("--size demo --logins l --as-of 0001-01-01").is_err());
    }
}
