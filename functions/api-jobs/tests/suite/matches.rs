//! Matches against a computation of their own, word by word from the weights.

use std::collections::BTreeSet;

use neurmatic_core::ids::{JobId, UserId};
use neurmatic_core::words::Role;
use neurmatic_db::matches::{self, Window};
use neurmatic_seed::{Options, Size, seed};
use neurmatic_testing::{TestUser, World};
use serde_json::{Value, json};
use tokio_postgres::Client as Owner;
use uuid::Uuid;

use crate::board::{Board, path, text};

fn words(value: &Value) -> BTreeSet<String> {
    value.as_array().into_iter().flatten().map(|word| word.as_str().unwrap().to_lowercase()).collect()
}

/// The share of what two sets have in common; a half when one is empty.
fn jaccard(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.5;
    }
    a.intersection(b).count() as f64 / a.union(b).count() as f64
}

/// What a user is, and what each open job is, as JSON.
async fn facts(owner: &Owner, user: Uuid) -> (Value, Vec<Value>) {
    let me = "SELECT jsonb_build_object('years', p.years_experience, 'home', p.location, 'wishes', to_jsonb(f),
            'skills', (SELECT jsonb_object_agg(skill_key, proficiency) FROM user_skills WHERE user_id = u.id),
            'models', (SELECT jsonb_agg(model_id) FROM user_models WHERE user_id = u.id),
            'frameworks', (SELECT jsonb_agg(DISTINCT w) FROM work_experiences e, unnest(e.frameworks) w WHERE e.user_id = u.id),
            'languages', (SELECT jsonb_agg(DISTINCT w) FROM work_experiences e, unnest(e.programming_languages) w WHERE e.user_id = u.id))
        FROM users u LEFT JOIN profiles p ON p.user_id = u.id LEFT JOIN job_preferences f ON f.user_id = u.id WHERE u.id = $1";
    let jobs = "SELECT to_jsonb(j) || jsonb_build_object('company_benefits', c.benefits,
            'models', (SELECT jsonb_agg(model_id) FROM job_models WHERE job_id = j.id),
            'skills', (SELECT jsonb_agg(jsonb_build_array(skill_key, required_level, is_required)) FROM job_skills WHERE job_id = j.id))
        FROM jobs j JOIN companies c ON c.id = j.company_id
        WHERE j.status = 'active' AND (j.expires_at IS NULL OR j.expires_at > now()) AND c.owner_user_id <> $1
            AND NOT EXISTS (SELECT FROM job_applications a WHERE a.job_id = j.id AND a.user_id = $1)";
    let me = owner.query_one(me, &[&user]).await.unwrap().get(0);
    let jobs = owner.query(jobs, &[&user]).await.unwrap().iter().map(|row| row.get(0)).collect();
    (me, jobs)
}

fn skills(me: &Value, job: &Value) -> f64 {
    let (Some(mine), Some(asked)) = (me["skills"].as_object(), job["skills"].as_array()) else { return 50.0 };
    let (mut held, mut sum) = (0.0, 0.0);
    for skill in asked {
        let weight = if skill[2] == true { 2.0 } else { 1.0 };
        let have = mine.get(skill[0].as_str().unwrap()).and_then(Value::as_f64).unwrap_or(0.0);
        held += weight * (have / skill[1].as_f64().unwrap()).min(1.0);
        sum += weight;
    }
    100.0 * held / sum
}

fn experience(me: &Value, job: &Value) -> f64 {
    let Some(years) = me["years"].as_f64() else { return 50.0 };
    let (least, most) = match text(job, "experience_level") {
        "entry" => (0.0, 1.0),
        "junior" => (1.0, 3.0),
        "mid" => (3.0, 6.0),
        "senior" => (6.0, 10.0),
        "lead" => (8.0, 15.0),
        _ => (10.0, 99.0),
    };
    let outside = f64::max(least - years, years - most).max(0.0);
    100.0 - (15.0 * outside).min(75.0)
}

fn location(me: &Value, job: &Value) -> f64 {
    let wishes = &me["wishes"];
    if wishes.is_null() {
        return 50.0;
    }
    let likes = |place| words(&wishes["work_locations"]).contains(place);
    let mut places = words(&wishes["preferred_locations"]);
    places.extend(me["home"].as_str().map(str::to_lowercase));
    let is_near = places.contains(&text(job, "location").to_lowercase());
    let would_move = wishes["open_to_relocation"] == true;
    match (text(job, "work_location"), is_near, would_move) {
        ("remote", ..) if likes("remote") => 100.0,
        ("remote", ..) => 80.0,
        ("hybrid", true, _) => 90.0,
        ("hybrid", false, true) => 70.0,
        ("hybrid", ..) => 50.0,
        (_, true, _) => 100.0,
        (_, false, true) => 60.0,
        _ if likes("onsite") => 30.0,
        _ => 20.0,
    }
}

fn salary(me: &Value, job: &Value) -> f64 {
    let wanted = me["wishes"]["salary_expectation_min"].as_f64();
    let (min, max) = (job["salary_min"].as_f64(), job["salary_max"].as_f64());
    let same_currency = job["salary_currency"] == me["wishes"]["salary_currency"];
    let (Some(wanted), Some(low), Some(high), true, true) =
        (wanted, min.or(max), max.or(min), same_currency, job["salary_is_public"] == true)
    else {
        return 50.0;
    };
    let gap = (wanted - (low + high) / 2.0) / wanted;
    match gap {
        gap if gap <= 0.0 => 100.0,
        gap if gap <= 0.1 => 90.0,
        gap if gap <= 0.2 => 70.0,
        gap if gap <= 0.3 => 50.0,
        _ => 0.0,
    }
}

fn culture(job: &Value) -> f64 {
    let offered = words(&job["company_benefits"]);
    let pleasant = ["equity", "flexible hours", "health insurance", "learning budget", "remote work"];
    if offered.is_empty() {
        return 50.0;
    }
    20.0 * pleasant.iter().filter(|benefit| offered.contains(**benefit)).count() as f64
}

/// The score, and its parts in their order.
fn score(me: &Value, job: &Value) -> (f64, [f64; 6]) {
    let shared = |mine: &str, theirs: &str| jaccard(&words(&me[mine]), &words(&job[theirs]));
    let stack = 50.0 * shared("models", "models")
        + 30.0 * shared("frameworks", "frameworks")
        + 20.0 * shared("languages", "programming_languages");
    let parts =
        [skills(me, job), stack, experience(me, job), location(me, job), salary(me, job), culture(job)];
    let weights = [0.40, 0.20, 0.15, 0.10, 0.10, 0.05];
    (parts.iter().zip(weights).map(|(part, weight)| part * weight).sum(), parts)
}

#[tokio::test]
async fn every_score_equals_a_computation_of_its_own_and_the_best_come_first() {
    let world = World::new().await;
    let mut owner = world.another_owner().await;
    seed(&mut owner, Size::Test, &Options::as_of(jiff::civil::date(2026, 1, 15)).unwrap()).await.unwrap();
    let services = world.services();
    let client = world.client(api_jobs::routes().into_router(services.clone(), &services));
    let candidates = owner
        .query("SELECT user_id FROM user_skills GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 8", &[])
        .await
        .unwrap();
    assert_eq!(candidates.len(), 8);
    let mut known_parts = 0;
    for row in candidates {
        let reader = world.user().create().await;
        take_over(&owner, &reader, row.get(0)).await;
        let (me, jobs) = facts(&owner, reader.id.0).await;
        let found = client.signed_in(&reader).get("/jobs/matches?limit=100").await.json();
        let found = found["data"]["matches"].as_array().unwrap().clone();
        assert!(jobs.len() > 10 && found.len() == jobs.len(), "{} of {}", found.len(), jobs.len());
        assert!(found.is_sorted_by(|a, b| a["score"].as_f64() >= b["score"].as_f64()));
        for entry in &found {
            let job = jobs.iter().find(|job| job["id"] == entry["job"]["id"]).unwrap();
            let (expected, parts) = score(&me, job);
            let told = entry["score"].as_f64().unwrap();
            assert!((told - expected).abs() < 0.011, "{told} for {expected}: {parts:?}");
            known_parts += parts.iter().filter(|part| **part != 50.0).count();
            let reasons = entry["reasons"].as_array().unwrap();
            assert!(reasons.len() == 3);
            assert!(reasons.is_sorted_by(|a, b| a["points"].as_f64() >= b["points"].as_f64()));
        }
    }
    assert!(known_parts > 100, "hardly anything was known: {known_parts}");
}

#[tokio::test]
async fn a_job_has_the_same_score_for_a_user_whichever_of_both_is_asked() {
    let world = World::new().await;
    let mut owner = world.another_owner().await;
    seed(&mut owner, Size::Test, &Options::as_of(jiff::civil::date(2026, 1, 15)).unwrap()).await.unwrap();
    let services = world.services();
    let db = &services.db;
    let users = "SELECT id FROM users ORDER BY id";
    let users: Vec<UserId> = owner.query(users, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    let jobs = "SELECT id FROM jobs ORDER BY id";
    let jobs: Vec<JobId> = owner.query(jobs, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();

    let mut by_user = BTreeSet::new();
    for user in &users {
        let window = Window { after: None, offset: 0, limit: 1_000 };
        let found = matches::find(db, *user, 0, window).await.unwrap();
        by_user.extend(found.into_iter().map(|row| (row.id, *user, row.key)));
    }
    let mut by_job = BTreeSet::new();
    for job in &jobs {
        let found = matches::of_job(db, *job, &users, 0).await.unwrap();
        let best = matches::of_job(db, *job, &users, 7_000).await.unwrap();
        let of_best = best.iter().map(|row| (row.user_id, row.key));
        assert!(of_best.eq(found.iter().map(|row| (row.user_id, row.key)).filter(|(_, key)| *key >= 7_000)));
        by_job.extend(found.into_iter().map(|row| (*job, row.user_id, row.key)));
    }
    assert!(by_user.len() > 1_000, "only {} pairs", by_user.len());
    let scores: BTreeSet<i64> = by_user.iter().map(|(.., key)| *key).collect();
    assert!(scores.len() > 100 && scores.last() > Some(&7_000), "{scores:?}");
    assert_eq!(by_job, by_user);
}

/// Makes a user who can sign in the candidate that a generated one is.
async fn take_over(owner: &Owner, reader: &TestUser, candidate: Uuid) {
    for table in ["user_skills", "user_models", "work_experiences", "job_preferences"] {
        owner
            .execute(
                &format!("UPDATE {table} SET user_id = $1 WHERE user_id = $2"),
                &[&reader.id, &candidate],
            )
            .await
            .unwrap();
    }
    let profile = "UPDATE profiles p SET years_experience = c.years_experience, location = c.location
        FROM profiles c WHERE p.user_id = $1 AND c.user_id = $2";
    owner.execute(profile, &[&reader.id, &candidate]).await.unwrap();
}

#[tokio::test]
async fn reasons_name_what_is_shared_and_what_is_missing() {
    let board = Board::new().await;
    let mut draft = board.draft("A job for somebody who retrieves");
    draft["skills"] = json!([
        {"name": "Retrieval", "type": "rag", "level": 4},
        {"name": "Serving", "type": "deployment", "level": 2},
        {"name": "Vision", "type": "computer_vision", "level": 2, "isRequired": false},
    ]);
    board.open_as(draft).await;
    let reader = board.world.user().create().await;
    let (id, model) = (reader.id, board.models[0]);
    board
        .world
        .sql(&format!(
            "INSERT INTO user_skills (id, user_id, skill_name, skill_type, proficiency) VALUES (gen_random_uuid(), '{id}', 'RETRIEVAL', 'rag', 2);
             INSERT INTO user_models (user_id, model_id, proficiency) VALUES ('{id}', '{model}', 3)"
        ))
        .await;
    let found = board.readers.signed_in(&reader).get("/jobs/matches").await.data()["matches"][0].clone();
    // 2 of 4 levels of one skill of weight 2, of 5 in all: 20. Models are the same: 50 + 15 + 10. The rest is unknown.
    assert_eq!(found["score"], 0.4 * 20.0 + 0.2 * 75.0 + 0.4 * 50.0);
    assert_eq!(found["sharedSkills"], json!(["Retrieval"]));
    assert_eq!(found["missingSkills"], json!(["Serving"]));
    assert_eq!(found["sharedModels"], json!(["model-one"]));
    assert_eq!(found["reasons"][0]["part"], "stack");
    assert_eq!(found["reasons"][0]["detail"], "You work with model-one");
}

#[tokio::test]
async fn own_jobs_and_those_applied_to_are_no_matches_and_pages_follow_each_other() {
    let board = Board::new().await;
    let mut jobs = Vec::new();
    for n in 0..5 {
        jobs.push(board.open(&format!("Job number {n} of five")).await);
    }
    let reader = board.somebody(Role::User).await;
    reader.post(&format!("{}/applications", path(&jobs[0])), json!({})).await.expect(201);
    let mut seen = BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let page = reader.get(&format!("/jobs/matches?limit=3{cursor}")).await.json();
        assert_eq!(page["pagination"]["total"], 4);
        for entry in page["data"]["matches"].as_array().unwrap() {
            assert!(seen.insert(text(&entry["job"], "id").to_owned()));
        }
        let Some(next) = page["pagination"]["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen.len(), 4);
    let owner = board.owner_anew().await;
    assert_eq!(owner.get("/jobs/matches").await.json()["pagination"]["total"], 0);
    let best = reader.get("/jobs/matches?minScore=100").await.json();
    assert_eq!(best["pagination"]["total"], 0);
    board.readers.get("/jobs/matches").await.expect(401);
}
