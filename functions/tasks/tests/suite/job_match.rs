//! `job:match`: who hears of a job, once.

use futures::future::join_all;
use neurmatic_core::ids::{CompanyId, JobId};
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::MatchJob;
use neurmatic_testing::TestUser;

use crate::told::Forum;

/// A remote job for the mid level in Lisbon that asks for the third level of a skill; in Rust, with a framework.
async fn job(forum: &Forum, owner: &TestUser) -> JobId {
    let (company, job) = (CompanyId::new(), JobId::new());
    let (db, slug) = (forum.world.owner(), format!("a-{}", job.0.simple()));
    let sql = "INSERT INTO companies (id, name, slug, owner_user_id) VALUES ($1, 'A company', $2, $3)";
    db.execute(sql, &[&company, &slug, &owner.id]).await.unwrap();
    let sql = "INSERT INTO jobs (id, company_id, title, slug, description, requirements, job_type, work_location,
                   experience_level, location, frameworks, programming_languages, status, published_at)
               VALUES ($1, $2, 'A job', $3, 'd', 'r', 'full_time', 'remote', 'mid', 'Lisbon', '{Axum}', '{Rust}', 'active', now())";
    db.execute(sql, &[&job, &company, &slug]).await.unwrap();
    let sql = "INSERT INTO job_skills (job_id, skill_name, skill_type, required_level) VALUES ($1, 'Retrieval', 'rag', 3)";
    db.execute(sql, &[&job]).await.unwrap();
    job
}

/// Says of users that they look for a job, and how well they know the skill. Whoever knows it to the third level has
/// 40 + 15 + 15 + 10 + 5 + 2.5 = 87.5 points; to the first one, 60.8.
async fn looking(forum: &Forum, users: &str, level: i32) {
    forum
        .world
        .sql(&format!(
            "INSERT INTO profiles (user_id) SELECT id FROM users WHERE {users} ON CONFLICT DO NOTHING;
             UPDATE profiles SET availability_status = 'open', years_experience = 4
             WHERE user_id IN (SELECT id FROM users WHERE {users});
             INSERT INTO user_skills (id, user_id, skill_name, skill_type, proficiency)
             SELECT gen_random_uuid(), id, 'RETRIEVAL', 'rag', {level} FROM users WHERE {users};
             INSERT INTO work_experiences (id, user_id, title, company, start_date, frameworks, programming_languages)
             SELECT gen_random_uuid(), id, 't', 'c', '2020-01-01', '{{axum}}', '{{rust}}' FROM users WHERE {users};
             INSERT INTO job_preferences (user_id, work_locations) SELECT id, '{{remote}}' FROM users WHERE {users}"
        ))
        .await;
}

fn only(user: &TestUser) -> String {
    format!("id = '{}'", user.id)
}

#[tokio::test]
async fn whom_a_job_suits_is_told_once_however_often_it_is_published_and_delivered() {
    let forum = Forum::new().await;
    let [owner, suited, hardly, ..] = forum.people().await;
    let job = job(&forum, &owner).await;
    looking(&forum, &only(&suited), 3).await;
    looking(&forum, &only(&hardly), 1).await;

    forum.send(&MatchJob { job, after: None }).await;
    forum.deliver_twice().await;
    forum.send(&MatchJob { job, after: None }).await;
    forum.deliver().await;

    assert_eq!(forum.told(&suited).await, ["new_job_match"]);
    assert_eq!(forum.told(&hardly).await, Vec::<String>::new());
    let row =
        "SELECT concat_ws(' | ', title, message, action_path, bundle_count, actor_id) FROM notifications
               WHERE reference_id = $1";
    let told: String = forum.world.one(row, &[&job]).await;
    assert_eq!(
        told,
        format!("A job that suits you: “A job” | A company, Lisbon. | /jobs/a-{} | 1", job.0.simple())
    );
    assert_eq!(forum.provider.requests().len(), 1, "one mail");
}

#[tokio::test]
async fn who_learns_what_is_asked_for_is_told_when_the_job_is_published_again() {
    let forum = Forum::new().await;
    let [owner, suited, late, ..] = forum.people().await;
    let job = job(&forum, &owner).await;
    looking(&forum, &only(&suited), 3).await;
    looking(&forum, &only(&late), 1).await;
    for expected in [vec![], vec!["new_job_match"]] {
        forum.send(&MatchJob { job, after: None }).await;
        forum.deliver().await;
        assert_eq!(forum.told(&suited).await, ["new_job_match"]);
        assert_eq!(forum.told(&late).await, expected);
        forum.world.sql("UPDATE user_skills SET proficiency = 5").await;
    }
}

#[tokio::test]
async fn nobody_is_told_who_does_not_look_does_not_want_to_hear_of_it_or_knows_it() {
    let forum = Forum::new().await;
    let [owner, applicant, user, suited, ..] = forum.people().await;
    let job = job(&forum, &owner).await;
    looking(&forum, "true", 3).await;
    let apply = "INSERT INTO job_applications (id, job_id, user_id) VALUES (gen_random_uuid(), $1, $2)";
    forum.world.owner().execute(apply, &[&job, &applicant.id]).await.unwrap();
    for (change, back) in [
        ("UPDATE profiles SET availability_status = 'not_looking'", "UPDATE profiles SET availability_status = 'actively_looking'"),
        ("UPDATE job_preferences SET job_types = '{freelance,contract}'", "UPDATE job_preferences SET job_types = '{contract,full_time}'"),
        ("UPDATE users SET status = 'suspended'", "UPDATE users SET status = 'active'"),
        ("INSERT INTO user_blocks (blocked_id, blocker_id) SELECT 'OWNER', user_id FROM profiles", "DELETE FROM user_blocks"),
        (
            "INSERT INTO notification_preferences (user_id, type, channel, frequency)
             SELECT user_id, 'new_job_match', channel::delivery_channel, 'off' FROM profiles, unnest('{in_app,email}'::text[]) AS channel",
            "DELETE FROM notification_preferences",
        ),
    ] {
        let whom = if change.starts_with("UPDATE users") { "id" } else { "user_id" };
        let change = change.replace("OWNER", &owner.id.to_string());
        forum.world.sql(&format!("{change} WHERE {whom} = '{}'", user.id)).await;
        forum.send(&MatchJob { job, after: None }).await;
        forum.deliver().await;
        assert_eq!(forum.told(&user).await, Vec::<String>::new(), "{change}");
        forum.world.sql(&format!("{back}; DELETE FROM job_matches WHERE user_id = '{}'", user.id)).await;
    }
    forum.send(&MatchJob { job, after: None }).await;
    forum.deliver().await;
    for (somebody, expected) in [
        (&user, vec!["new_job_match"]),
        (&suited, vec!["new_job_match"]),
        (&owner, vec![]),
        (&applicant, vec![]),
    ] {
        assert_eq!(forum.told(somebody).await, expected);
    }
}

#[tokio::test]
async fn a_job_that_is_not_open_or_not_there_is_told_to_nobody() {
    let forum = Forum::new().await;
    let [owner, suited, ..] = forum.people().await;
    let job = job(&forum, &owner).await;
    looking(&forum, &only(&suited), 3).await;
    for change in [
        "UPDATE jobs SET status = 'paused'",
        "UPDATE jobs SET status = 'closed'",
        "UPDATE jobs SET status = 'active', expires_at = now() - interval '1 second'",
        "DELETE FROM jobs",
    ] {
        forum.world.sql(change).await;
        forum.send(&MatchJob { job, after: None }).await;
        assert_eq!(forum.deliver().await.len(), 1, "{change}");
        assert_eq!(forum.told(&suited).await, Vec::<String>::new(), "{change}");
    }
}

#[tokio::test]
async fn many_candidates_are_told_by_several_tasks_each_once_whoever_works_at_the_same_time() {
    let forum = Forum::new().await;
    let [owner, ..] = forum.people().await;
    let job = job(&forum, &owner).await;
    let many = "username LIKE 'candidate-%'";
    forum
        .world
        .sql(
            "INSERT INTO users (id, email, username)
             SELECT gen_random_uuid(), 'c' || n || '@test.example', 'candidate-' || n FROM generate_series(1, 1100) AS n;
             INSERT INTO notification_preferences (user_id, type, channel, frequency)
             SELECT id, 'new_job_match', 'email', 'off' FROM users WHERE username LIKE 'candidate-%'",
        )
        .await;
    looking(&forum, many, 3).await;
    for _ in 0..2 {
        forum.send(&MatchJob { job, after: None }).await;
    }
    let workers: Vec<_> = (0..3).map(|_| forum.worker()).collect();
    let mut deliveries = 0;
    loop {
        let done = join_all(workers.iter().map(run_due_now)).await;
        let done: usize = done.into_iter().map(|done| done.unwrap().len()).sum();
        if done == 0 {
            break;
        }
        deliveries += done;
    }
    assert_eq!(deliveries, 6, "each of the two looks at 500, 500 and 100");
    let told = "SELECT count(*) FROM notifications WHERE type = 'new_job_match' AND bundle_count = 1";
    assert_eq!(forum.one::<i64>(told).await, 1100);
    assert_eq!(forum.one::<i64>("SELECT count(DISTINCT user_id) FROM notifications").await, 1100);
    assert_eq!(forum.one::<i64>("SELECT count(*) FROM job_matches").await, 1100);
}
