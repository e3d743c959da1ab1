//! What functions at the emulator stand on: a Postgres and a Redis of their own, the emulator, and who stands in for the mail
//! provider and the CDN. They outlive the launcher, until `destroy` or `down`.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

use crate::binaries::Binaries;
use crate::checkout::{Layout, remove_folder};
use crate::emulator::{self, Emulator};
use crate::postgres::DATABASE;
use crate::secrets::{APP_PASSWORD, MONITOR_PASSWORD, ORIGIN_SECRET, SUPERUSER_PASSWORD, Secrets};
use crate::servers::{self, Purpose};
use crate::state::{AWS, POSTGRES, REDIS, STAND_INS, State};
use crate::{down, health, migrate, package, platform, ports, process, terminal};

/// The parts, all of which have to run.
const PARTS: [&str; 4] = [POSTGRES, REDIS, AWS, STAND_INS];

const READY_WITHIN: Duration = Duration::from_secs(30);

/// The login that migrates.
const OWNER: &str = "postgres";

const MAIL_FROM: &str = "no-reply@neurmatic.example";

/// The servers, as they run.
#[derive(Debug)]
pub(crate) struct Stand {
    pub(crate) state: State,
    secrets: Secrets,
}

impl Stand {
    /// The servers that run here; none where a part has ended.
    pub(crate) fn running(layout: &Layout) -> Result<Option<Self>> {
        let state = State::load(&layout.root);
        if !PARTS.iter().all(|part| state.runs(part)) {
            return Ok(None);
        }
        Ok(Some(Self { state, secrets: Secrets::open(&layout.root)? }))
    }

    /// Starts them, set as for tests: fast, and for data that are thrown away.
    pub(crate) fn start(layout: &Layout, binaries: &Binaries) -> Result<Self> {
        let mut stand = Self { state: State::load(&layout.root), secrets: Secrets::open(&layout.root)? };
        migrate::make_keys(layout, binaries, &mut stand.secrets)?;
        let emulator = Emulator::needed(layout)?;
        servers::start(layout, Purpose::Test, &mut stand.state, &stand.secrets)?;
        emulator.start(layout, &mut stand.state)?;
        stand.start_stand_ins(layout, binaries)?;
        Ok(stand)
    }

    /// Stops what runs, and removes their data.
    pub(crate) fn stop(layout: &Layout) -> Result<()> {
        down::stop_leftovers(layout, &mut State::load(&layout.root))?;
        remove_folder(&emulator::unpacked(layout))?;
        layout.remove_data()
    }

    /// What the local root of `infra/aws` is told, by variable.
    pub(crate) fn variables(&self, layout: &Layout) -> Result<Vec<(&'static str, String)>> {
        let secret = |name: &str| self.secrets.get(name);
        let secrets = json!({
            "database_owner_password": secret(SUPERUSER_PASSWORD)?,
            "database_app_password": secret(APP_PASSWORD)?,
            "database_monitor_password": secret(MONITOR_PASSWORD)?,
            "hash_secret": secret("HASH_SECRET")?,
            "origin_secret": secret(ORIGIN_SECRET)?,
            "access_token_private_key": secret("ACCESS_TOKEN_PRIVATE_KEY")?,
            "mail_api_key": secret("MAIL_API_KEY")?,
            "cloudflare_api_token": secret("CLOUDFLARE_API_TOKEN")?,
        });
        let aws = self.aws()?;
        let stand_ins = json!({
            "aws_url": aws,
            "database_host": format!("127.0.0.1:{}", self.port(POSTGRES)?),
            "database_name": DATABASE,
            "database_owner": OWNER,
            "cache_url": self.state.redis_url.as_deref().context("no Redis runs")?,
            // The emulator's own: Terraform has made the bucket there.
            "bucket_url": aws,
        });
        let cdn = json!({
            "zone_id": platform::CDN_ZONE,
            "plan": platform::CDN_PLAN,
            "soft_purge": true,
            "host": "127.0.0.1",
            "api_url": self.cdn()?,
        });
        let keys: Vec<&str> = secret("ACCESS_TOKEN_PUBLIC_KEYS")?.split(',').collect();
        Ok(vec![
            ("TF_VAR_stand_ins", stand_ins.to_string()),
            ("TF_VAR_architecture", package::architecture_of_this_machine().to_owned()),
            ("TF_VAR_packages", path(&package::zips_of_this_machine(layout))?),
            ("TF_VAR_access_token_public_keys", json!(keys).to_string()),
            ("TF_VAR_mail_api_url", self.mailbox()?),
            ("TF_VAR_cdn", cdn.to_string()),
            ("TF_VAR_secrets", secrets.to_string()),
        ])
    }

    /// What the end-to-end suite is told, by variable; `entry` is the address of the API.
    pub(crate) fn told_to_tests(&self, layout: &Layout, entry: &str) -> Result<Vec<(&'static str, String)>> {
        Ok(vec![
            ("DEPLOYED_URL", entry.to_owned()),
            ("DEPLOYED_AWS", self.aws()?),
            ("DEPLOYED_MAILBOX", self.mailbox()?),
            ("DEPLOYED_LOGINS", path(&layout.logins())?),
            ("DEPLOYED_ORIGIN_SECRET", self.secrets.get(ORIGIN_SECRET)?.to_owned()),
        ])
    }

    /// Where the emulator is.
    pub(crate) fn aws(&self) -> Result<String> {
        Ok(Emulator::address(self.port(AWS)?))
    }

    /// Where mails are read.
    pub(crate) fn mailbox(&self) -> Result<String> {
        Ok(format!("http://127.0.0.1:{}", self.port(platform::MAILBOX)?))
    }

    fn cdn(&self) -> Result<String> {
        Ok(format!("{}/client/v4", self.mailbox()?))
    }

    fn port(&self, part: &str) -> Result<u16> {
        self.state.ports.get(part).copied().with_context(|| format!("no port for {part}"))
    }

    fn start_stand_ins(&mut self, layout: &Layout, binaries: &Binaries) -> Result<()> {
        let port = ports::free()?;
        self.state.ports.insert(platform::MAILBOX.to_owned(), port);
        let mut command = binaries.command(layout, platform::PROGRAM)?;
        command
            .arg("stand-ins")
            .env("APP_ENV", "development")
            .env("PUBLIC_URL", "http://127.0.0.1")
            .env("MAIL_API_URL", self.mailbox()?)
            .env("MAIL_FROM", MAIL_FROM)
            .env("CDN_ENABLED", "1")
            .env("CDN_API_URL", self.cdn()?)
            .env("CDN_HOST", "127.0.0.1")
            .env("CDN_PLAN", platform::CDN_PLAN)
            .env("CLOUDFLARE_ZONE_ID", platform::CDN_ZONE)
            .env("PLATFORM_MAILBOX_PORT", port.to_string());
        for name in ["HASH_SECRET", "MAIL_API_KEY", "CLOUDFLARE_API_TOKEN"] {
            command.env(name, self.secrets.get(name)?);
        }
        let log = layout.log(STAND_INS);
        terminal::timed("Starting the mailbox and the CDN's interface", || {
            let mut child = process::start(&mut command, &log)?;
            self.state.record(STAND_INS, child.id());
            self.state.save(&layout.root)?;
            let is_ready = || health::http_status(port, "/mails") == Some(200);
            process::wait_until_ready(&mut child, &log, READY_WITHIN, is_ready)
        })
    }
}

fn path(path: &Path) -> Result<String> {
    path.to_str().map(str::to_owned).with_context(|| format!("{} is no text", path.display()))
}
