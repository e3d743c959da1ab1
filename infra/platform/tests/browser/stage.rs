//! What a scene plays on: the whole platform behind a loopback port, with an administrator, somebody who is none, and gates before
//! Postgres, Redis and CloudWatch.

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, SaltString};
use jiff::Timestamp;
use neurmatic_core::words::Role;
use neurmatic_http::Services;
use neurmatic_platform::router;
use neurmatic_telemetry::minute_of;
use neurmatic_testing::{Gate, TestUser, World};
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::hands;

/// The password of everybody here.
pub(crate) const PASSWORD: &str = "Right-password-1";

static PASSWORD_HASH: LazyLock<String> = LazyLock::new(|| {
    let salt = SaltString::from_b64("c2FsdHNhbHRzYWx0c2FsdA").unwrap();
    Argon2::default().hash_password(PASSWORD.as_bytes(), &salt).unwrap().to_string()
});

/// Where nobody listens, which stands for a CloudWatch that there is no emulator of.
const NOBODY: &str = "127.0.0.1:9";

/// How long the figures may take to be sent.
const FIGURES_WITHIN: Duration = Duration::from_secs(10);

/// The stage.
pub(crate) struct Stage {
    world: World,
    services: Services,
    cloudwatch: Gate,
    /// Whether an emulator is behind that gate.
    pub(crate) has_history: bool,
    /// The platform's address.
    pub(crate) platform: String,
    /// The address of what a scene can't do from a browser.
    pub(crate) hands: String,
    pub(crate) admin: TestUser,
    pub(crate) reader: TestUser,
}

impl Stage {
    /// Sets it up.
    pub(crate) async fn set() -> Arc<Self> {
        let world = World::with_outages().await;
        let (listener, platform) = listen().await;
        let (hands_at, hands) = listen().await;
        let emulator = std::env::var("TEST_SQS_URL").ok();
        let cloudwatch = Gate::before(emulator.as_deref().unwrap_or(NOBODY).parse().unwrap()).await;
        let env = world
            .env()
            .with("PUBLIC_URL", &platform)
            .with("CLOUDWATCH_URL", &format!("http://127.0.0.1:{}/", cloudwatch.port()))
            .with("METRICS_NAMESPACE", &format!("Browser/{}", Uuid::now_v7().simple()));
        let services = Services::from_env(&env).unwrap();
        let service = router(&env, &services).unwrap().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(axum::serve(listener, service).into_future());
        let admin = somebody(&world, Role::Admin).await;
        let reader = somebody(&world, Role::User).await;
        let has_history = emulator.is_some();
        let stage = Self { world, services, cloudwatch, has_history, platform, hands, admin, reader };
        let stage = Arc::new(stage);
        tokio::spawn(axum::serve(hands_at, hands::router(Arc::clone(&stage))).into_future());
        stage
    }

    /// The secret by which the platform believes whose address a request says it is of.
    pub(crate) fn origin_secret(&self) -> &'static str {
        self.world.origin_secret()
    }

    /// The gate before a server, by its name.
    pub(crate) fn gate(&self, server: &str) -> Option<&Gate> {
        match server {
            "database" => Some(self.world.database_gate()),
            "redis" => Some(self.world.redis_gate()),
            "cloudwatch" => Some(&self.cloudwatch),
            _ => None,
        }
    }

    /// Sends what was counted so far, which another request would have taken along a moment later.
    pub(crate) async fn send_figures(&self) {
        self.services.flush_telemetry(FIGURES_WITHIN).await;
    }

    /// Sends what was counted so far, as if it had happened so many minutes ago.
    pub(crate) async fn send_figures_of_before(&self, minutes: i64) {
        self.send_figures().await;
        let now = minute_of(Timestamp::now());
        let client = redis::Client::open(self.world.env().optional("REDIS_URL").unwrap()).unwrap();
        let mut redis = client.get_multiplexed_async_connection().await.unwrap();
        let [from, to] =
            [now, now - minutes].map(|minute| self.services.redis.key(&format!("live:{minute}")));
        let keys: Vec<String> =
            redis::cmd("KEYS").arg(format!("{from}*")).query_async(&mut redis).await.unwrap();
        for key in keys {
            let moved = key.replacen(&from, &to, 1);
            redis::cmd("RENAME").arg(key).arg(moved).exec_async(&mut redis).await.unwrap();
        }
    }

    /// Opens an alert.
    pub(crate) async fn alert(&self, subject: &str) {
        let insert = "INSERT INTO alerts
            (id, rule, subject, severity, value, worst, threshold, over_since, opened_at, last_seen_at)
            VALUES (gen_random_uuid(), 'tasks_waiting', $1, 'warning', 700, 900, 500, now(), now(), now())";
        self.world.owner().execute(insert, &[&subject]).await.unwrap();
    }
}

async fn somebody(world: &World, role: Role) -> TestUser {
    let user = world.user().role(role).create().await;
    let set = "UPDATE users SET password_hash = $2 WHERE id = $1";
    world.owner().execute(set, &[&user.id, &*PASSWORD_HASH]).await.unwrap();
    user
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    (listener, address)
}
