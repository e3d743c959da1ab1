//! The words after `cargo dev`, as one enum. No I/O.

/// What `cargo dev help` prints.
pub(crate) const HELP: &str = "\
cargo dev [command]

  up [--detach] [--aws]     start everything (the default); Ctrl-C stops it, --detach leaves it in the background; with
                            --aws tasks and metrics go to an emulator of AWS
  services [--detach]       start only Postgres and Redis
  down                      stop what runs
  status [--json]           what runs, where, and the demo logins
  logs [name] [--follow]    the last lines of every log, or all of one (postgres, redis, aws, platform, edge)
  reset                     stop, and drop the data; keys and logins stay
  seed [--size SIZE]        load generated data: demo, realistic or huge
  migrate up                apply the migrations that are missing
  migrate down [n]          take back the last n (default 1)
  migrate new <name>        write the next numbered pair of files
  test [part] [-- args]     all tests, `unit`, `browser`, `terraform` or one crate's, on services of their own
  bench [name]              reads, http, lambda, login, indexes, growth, policy, edge, purge, incident,
                            tasks-chaos, or all of them
  load <scenario> [options] smoke, load, stress, spike, open, ceiling, outage or redis; --help lists the options
  fuzz [options]            generated requests over the OpenAPI document, as each role
  lint [part]               formatting, clippy, migrations and Terraform; or one of `migrations`, `terraform`,
                            `dependencies` (licences, bans)
  tasks [command]           the queues: how they do, redrive, pause, resume, purge, cancel, show; help lists them all
  edge build                the edge's Worker, as it is deployed
  package [options] [function…]
                            each function's zip for Lambda: --arch arm64 (the default) or x86-64, --allow-dirty,
                            --check (build twice and compare), --symbols (programs for addr2line)
  aws [up|plan|test|release|destroy]
                            all of Terraform at an emulator of AWS, with the packages and an end-to-end suite: make it,
                            what a plan would change, the suite again, releases, take it down; all without a word
  release <deployment> [options]
                            publish the packages and shift to them: --steps 5,25,50, --hold-secs 120, --ignore-alarm NAME
  roll-back <deployment>    back to what served before the last release
  dashboards                write the dashboard and the alarms of CloudWatch anew, for a deployment
  openapi                   write the OpenAPI document anew
  pictures                  write the pictures of the dashboard anew
  schedules                 write the list of schedules anew, for the scheduler of a deployment

Settings from the environment (all optional):
  NEURMATIC_STATE_DIR       where state lives, instead of .dev in the checkout
  NEURMATIC_API_PORT, NEURMATIC_MAILBOX_PORT, NEURMATIC_DATABASE_PORT, NEURMATIC_REDIS_PORT
                            fixed ports, instead of free ones
  NEURMATIC_EDGE_PORT, NEURMATIC_EDGE_CACHE_PORT
                            the same of the edge, and of its cache
  NEURMATIC_AWS_PORT        the same of the emulator of AWS
  NEURMATIC_EDGE            required: fail where the edge is left out for want of Node
  NEURMATIC_AWS             required: fail where the emulator of AWS is left out for want of Python with pip
  NEURMATIC_BROWSER         required: fail where the browser's tests are left out for want of Node or a browser
  NEURMATIC_TERRAFORM       required: fail where Terraform's tests are left out for want of it or its provider
  NEURMATIC_TERRAFORM_PLUGINS
                            folder with Terraform's providers (it holds registry.terraform.io)
  NEURMATIC_POSTGRES_BIN    folder with initdb and postgres (15 or newer)
  NEURMATIC_REDIS_SERVER    redis-server or valkey-server (7 or newer)
  NEURMATIC_CHROMIUM        Chromium or Chrome, for the tests in a browser
  NEURMATIC_WINDOW          anything: that browser shows its window
  NEURMATIC_DATABASE_URL    use this database (a superuser's URL), start no Postgres
  NEURMATIC_REDIS_URL       use this Redis, start none";

/// What `lint` looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Linted {
    All,
    Migrations,
    Terraform,
    Dependencies,
}

/// One call of `cargo dev`.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Help,
    Up { detach: bool, aws: bool },
    Services { detach: bool },
    Down,
    Status { json: bool },
    Logs { name: Option<String>, follow: bool },
    Reset,
    Seed { size: Option<String> },
    MigrateUp,
    MigrateDown { steps: Option<String> },
    MigrateNew { name: String },
    Test { part: Option<String>, rest: Vec<String> },
    Bench { name: Option<String> },
    Load { words: Vec<String> },
    Fuzz { words: Vec<String> },
    Tasks { words: Vec<String> },
    Lint { part: Linted },
    Dashboards,
    OpenApi,
    Pictures,
    Schedules,
    EdgeBuild,
    Package { words: Vec<String> },
    Aws { words: Vec<String> },
    Release { words: Vec<String> },
    RollBack { words: Vec<String> },
}

/// Reads the words; the error is the line to print.
pub(crate) fn parse(words: &[String]) -> Result<Command, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Ok(match words.as_slice() {
        ["help" | "-h" | "--help"] => Command::Help,
        [] => Command::Up { detach: false, aws: false },
        ["up", flags @ ..] => up(flags)?,
        flags @ [first, ..] if first.starts_with('-') => up(flags)?,
        ["services"] => Command::Services { detach: false },
        ["services", "--detach" | "-d"] => Command::Services { detach: true },
        ["down"] => Command::Down,
        ["status"] => Command::Status { json: false },
        ["status", "--json"] => Command::Status { json: true },
        ["logs", rest @ ..] => logs(rest)?,
        ["reset"] => Command::Reset,
        ["seed"] => Command::Seed { size: None },
        ["seed", "--size", size @ ("demo" | "realistic" | "huge")] => {
            Command::Seed { size: Some((*size).into()) }
        }
        ["seed", "--size", ..] => return Err("`--size` is demo, realistic or huge".into()),
        ["migrate", "up"] => Command::MigrateUp,
        ["migrate", "down"] => Command::MigrateDown { steps: None },
        ["migrate", "down", steps] if steps.parse::<u32>().is_ok() => {
            Command::MigrateDown { steps: Some((*steps).into()) }
        }
        ["migrate", "new", name] if is_migration_name(name) => Command::MigrateNew { name: (*name).into() },
        ["migrate", "new", ..] => {
            return Err(
                "`migrate new` takes one name of small letters, digits and _, such as add_topics".into()
            );
        }
        ["test", rest @ ..] => test(rest)?,
        ["bench"] => Command::Bench { name: None },
        ["bench", name] => Command::Bench { name: Some((*name).into()) },
        ["load", rest @ ..] => Command::Load { words: owned(rest) },
        ["fuzz", rest @ ..] => Command::Fuzz { words: owned(rest) },
        ["tasks", rest @ ..] => Command::Tasks { words: owned(rest) },
        ["lint"] => Command::Lint { part: Linted::All },
        ["lint", "migrations"] => Command::Lint { part: Linted::Migrations },
        ["lint", "terraform"] => Command::Lint { part: Linted::Terraform },
        ["lint", "dependencies"] => Command::Lint { part: Linted::Dependencies },
        ["edge", "build"] => Command::EdgeBuild,
        ["package", rest @ ..] => Command::Package { words: owned(rest) },
        ["aws", rest @ ..] => Command::Aws { words: owned(rest) },
        ["release", rest @ ..] => Command::Release { words: owned(rest) },
        ["roll-back", rest @ ..] => Command::RollBack { words: owned(rest) },
        ["dashboards"] => Command::Dashboards,
        ["openapi"] => Command::OpenApi,
        ["pictures"] => Command::Pictures,
        ["schedules"] => Command::Schedules,
        other => {
            return Err(format!(
                "`cargo dev {}` is not a command; `cargo dev help` lists them",
                other.join(" ")
            ));
        }
    })
}

fn up(flags: &[&str]) -> Result<Command, String> {
    let (mut detach, mut aws) = (false, false);
    for flag in flags {
        match *flag {
            "--detach" | "-d" => detach = true,
            "--aws" => aws = true,
            _ => return Err("`up` knows only --detach and --aws".into()),
        }
    }
    Ok(Command::Up { detach, aws })
}

fn logs(words: &[&str]) -> Result<Command, String> {
    let (flags, names): (Vec<&str>, Vec<&str>) = words.iter().partition(|word| word.starts_with('-'));
    let name = match names.as_slice() {
        [] => None,
        [name] => Some((*name).to_owned()),
        _ => return Err("`logs` takes one name at most".into()),
    };
    match flags.as_slice() {
        [] => Ok(Command::Logs { name, follow: false }),
        ["--follow" | "-f"] => Ok(Command::Logs { name, follow: true }),
        _ => Err("`logs` knows only --follow".into()),
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn test(words: &[&str]) -> Result<Command, String> {
    match words {
        [] => Ok(Command::Test { part: None, rest: Vec::new() }),
        ["--", rest @ ..] => Ok(Command::Test { part: None, rest: owned(rest) }),
        [part] if !part.starts_with('-') => {
            Ok(Command::Test { part: Some((*part).into()), rest: Vec::new() })
        }
        [part, "--", rest @ ..] if !part.starts_with('-') => {
            Ok(Command::Test { part: Some((*part).into()), rest: owned(rest) })
        }
        _ => Err(
            "`test` is called as: test [unit, browser, terraform or a crate] [-- arguments for the tests]"
                .into(),
        ),
    }
}

fn is_migration_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words)
    }

    #[test]
    fn no_word_at_all_starts_everything_in_the_foreground() {
        assert_eq!(parsed(""), Ok(Command::Up { detach: false, aws: false }));
        assert_eq!(parsed("up"), Ok(Command::Up { detach: false, aws: false }));
        assert_eq!(parsed("up --detach"), Ok(Command::Up { detach: true, aws: false }));
        assert_eq!(parsed("--aws -d"), Ok(Command::Up { detach: true, aws: true }));
        assert!(parsed("up --gcp").unwrap_err().contains("--aws"));
    }

    #[test]
    fn a_log_and_its_flag_come_in_any_order() {
        let wanted = Ok(Command::Logs { name: Some("redis".into()), follow: true });
        assert_eq!(parsed("logs redis --follow"), wanted);
        assert_eq!(parsed("logs --follow redis"), wanted);
    }

    #[test]
    fn what_follows_the_dashes_goes_to_the_tests() {
        let rest = vec!["--nocapture".to_owned()];
        assert_eq!(
            parsed("test api-auth -- --nocapture"),
            Ok(Command::Test { part: Some("api-auth".into()), rest })
        );
    }

    #[test]
    fn packages_and_releases_read_their_own_words() {
        let words = vec!["--arch".to_owned(), "x86-64".to_owned(), "tasks".to_owned()];
        assert_eq!(parsed("package --arch x86-64 tasks"), Ok(Command::Package { words }));
        assert_eq!(parsed("aws"), Ok(Command::Aws { words: Vec::new() }));
        let words = vec!["target/production.json".to_owned()];
        assert_eq!(parsed("roll-back target/production.json"), Ok(Command::RollBack { words }));
    }

    #[test]
    fn an_unknown_word_names_itself_and_the_help() {
        let message = parsed("uo").unwrap_err();
        assert!(message.contains("`cargo dev uo`") && message.contains("cargo dev help"), "{message}");
    }

    #[test]
    fn a_migration_name_cannot_leave_its_folder() {
        assert!(parsed("migrate new ../evil").is_err());
        assert!(parsed("migrate new add_topics").is_ok());
    }

    #[test]
    fn what_is_linted_is_all_or_a_part() {
        assert_eq!(parsed("lint"), Ok(Command::Lint { part: Linted::All }));
        assert_eq!(parsed("lint terraform"), Ok(Command::Lint { part: Linted::Terraform }));
        assert_eq!(parsed("lint dependencies"), Ok(Command::Lint { part: Linted::Dependencies }));
        assert!(parsed("lint everything").unwrap_err().contains("cargo dev help"));
    }

    #[test]
    fn a_seed_size_is_one_of_three() {
        assert!(parsed("seed --size tiny").unwrap_err().contains("demo, realistic or huge"));
    }
}
