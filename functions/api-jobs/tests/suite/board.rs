//! A job board: a world with a verified company, a model and readers, and ways to make jobs.

use neurmatic_core::ids::ModelId;
use neurmatic_core::words::Role;
use neurmatic_testing::{Client, TestUser, World};
use serde_json::{Value, json};

pub(crate) struct Board {
    pub(crate) world: World,
    pub(crate) owner: TestUser,
    pub(crate) readers: Client,
    pub(crate) owners: Client,
    pub(crate) company: Value,
    pub(crate) models: Vec<ModelId>,
}

impl Board {
    pub(crate) async fn new() -> Self {
        let world = World::new().await;
        let owner = world.user().role(Role::Company).create().await;
        let readers = client(&world);
        let owners = readers.signed_in(&owner);
        let mut models = Vec::new();
        for slug in ["model-one", "model-two"] {
            let model = ModelId::new();
            let sql = "INSERT INTO llm_models (id, name, slug, provider, category) VALUES ($1, $2, $2, 'Provider', 'open_source')";
            world.owner().execute(sql, &[&model, &slug]).await.unwrap();
            models.push(model);
        }
        let company = owners.post("/companies", json!({"name": "First Company"})).await.expect(201).data();
        let board = Self { world, owner, readers, owners, company, models };
        board.verify(&board.company).await;
        board
    }

    pub(crate) async fn verify(&self, company: &Value) {
        let sql = format!("UPDATE companies SET is_verified = true WHERE id = '{}'", text(company, "id"));
        self.world.sql(&sql).await;
    }

    /// What an owner would send, ready to be changed.
    pub(crate) fn draft(&self, title: &str) -> Value {
        json!({
            "title": title,
            "description": "What the job is about, again and again. ".repeat(4),
            "requirements": "What one should know and be able to do for it, in some words.",
            "type": "full_time",
            "workLocation": "remote",
            "experience": "senior",
            "location": "Lisbon",
            "modelIds": [self.models[0]],
        })
    }

    /// An open job, made of what an owner would send.
    pub(crate) async fn open_as(&self, mut draft: Value) -> Value {
        draft["status"] = json!("active");
        self.owner_anew().await.post("/jobs", draft).await.expect(201).data()
    }

    /// An open job.
    pub(crate) async fn open(&self, title: &str) -> Value {
        self.open_as(self.draft(title)).await
    }

    /// The owner, whom no limit has counted: limits count a user, so it is the company that changes hands.
    pub(crate) async fn owner_anew(&self) -> Client {
        let user = self.world.user().role(Role::Company).create().await;
        let sql = format!(
            "UPDATE companies SET owner_user_id = '{}' WHERE id = '{}'",
            user.id,
            text(&self.company, "id")
        );
        self.world.sql(&sql).await;
        self.readers.signed_in(&user)
    }

    /// Somebody who is signed in.
    pub(crate) async fn somebody(&self, role: Role) -> Client {
        self.readers.signed_in(&self.world.user().role(role).create().await)
    }

    /// The owner of another verified company, with that company.
    pub(crate) async fn rival(&self) -> (Client, Value) {
        let rival = self.somebody(Role::Company).await;
        let company = rival.post("/companies", json!({"name": "Second Company"})).await.expect(201).data();
        self.verify(&company).await;
        (rival, company)
    }

    /// A client of another process on the same services.
    pub(crate) fn another_process(&self) -> Client {
        client(&self.world)
    }

    /// Counters that differ from a recount.
    pub(crate) async fn wrong_counters(&self) -> Vec<String> {
        let sql = "
            SELECT 'row_counts ' || name FROM row_counts
                WHERE name LIKE 'jobs.%' AND n <> (SELECT count(*) FROM jobs WHERE 'jobs.' || status = row_counts.name)
            UNION ALL SELECT 'company ' || slug FROM companies c
                WHERE job_count <> (SELECT count(*) FROM jobs WHERE company_id = c.id AND status = 'active')
            UNION ALL SELECT 'model ' || slug FROM llm_models m
                WHERE job_count <> (SELECT count(*) FROM job_models x JOIN jobs j ON j.id = x.job_id
                    WHERE x.model_id = m.id AND j.status = 'active')
            UNION ALL SELECT 'job ' || slug FROM jobs j
                WHERE application_count <> (SELECT count(*) FROM job_applications WHERE job_id = j.id)
            UNION ALL SELECT 'date ' || j.slug FROM jobs j JOIN (
                    SELECT job_id, published_at FROM job_models UNION ALL SELECT job_id, published_at FROM job_skills) x
                ON x.job_id = j.id
                WHERE x.published_at IS DISTINCT FROM CASE WHEN j.status = 'active' THEN j.published_at END";
        let rows = self.world.owner().query(sql, &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}

fn client(world: &World) -> Client {
    let services = world.services();
    world.client(api_jobs::routes().into_router(services.clone(), &services))
}

/// The titles of a list of jobs.
pub(crate) fn titles(data: &Value) -> Vec<String> {
    let jobs = data["jobs"].as_array().unwrap();
    jobs.iter().map(|job| job["title"].as_str().unwrap().to_owned()).collect()
}

pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap()
}

/// The path of a job.
pub(crate) fn path(job: &Value) -> String {
    format!("/jobs/{}", text(job, "id"))
}
