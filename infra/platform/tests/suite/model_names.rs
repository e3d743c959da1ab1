//! A model's name stands in answers of other areas, too.

use neurmatic_core::ids::{CategoryId, CompanyId};
use neurmatic_core::words::Role;
use neurmatic_platform::router;
use neurmatic_testing::{Client, World};
use serde_json::{Value, json};

/// An article and a job that name two models; returns their details' paths and the company's.
async fn named(world: &World, anybody: &Client, models: &[String]) -> [String; 3] {
    let editor = anybody.signed_in(&world.user().role(Role::Moderator).create().await);
    let owner = world.user().role(Role::Company).create().await;
    let (category, company) = (CategoryId::new(), CompanyId::new());
    let sql = format!(
        "INSERT INTO news_categories (id, name, slug) VALUES ('{category}', 'Research', 'research');
         INSERT INTO companies (id, name, slug, owner_user_id, is_verified)
         VALUES ('{company}', 'A company', 'a-company', '{}', true)",
        owner.id
    );
    world.sql(&sql).await;
    let article = json!({
        "title": "An article that names models", "summary": "A summary that is long enough to be one of an article.",
        "content": "Words, again and again. ".repeat(8), "categoryId": category, "status": "published",
        "modelIds": models,
    });
    let article = editor.post("/articles", article).await.expect(201).data();
    let job = json!({
        "title": "A job that names models", "description": "What the job is about, again and again. ".repeat(4),
        "requirements": "What one should know and be able to do for it, in some words.", "type": "full_time",
        "workLocation": "remote", "experience": "senior", "location": "Lisbon", "status": "active",
        "modelIds": models,
    });
    let job = anybody.signed_in(&owner).post("/jobs", job).await.expect(201).data();
    [format!("/articles/{}", id(&article)), format!("/jobs/{}", id(&job)), format!("/companies/{company}")]
}

fn id(data: &Value) -> String {
    data["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_models_new_name_is_seen_wherever_it_stands_and_another_edit_drops_nothing_there() {
    let world = World::new().await;
    let client = || world.client(router(&world.env(), &world.services()).unwrap());
    let (anybody, elsewhere) = (client(), client());
    let admin = anybody.signed_in(&world.user().role(Role::Admin).create().await);
    let mut models = Vec::new();
    for slug in ["one-1.5", "two"] {
        let model = json!({"slug": slug, "name": slug, "provider": "A Lab", "category": "open_source"});
        models.push(id(&admin.post("/models", model).await.expect(201).data()));
    }
    let [article, job, company] = named(&world, &anybody, &models).await;
    let targets =
        [article, "/jobs".to_owned(), job, format!("{company}/jobs"), "/models/two/jobs".to_owned()];
    let read = async |expected: &str, name: &str| {
        for target in &targets {
            let reply = elsewhere.from_address(&world.address()).get(target).await.expect(200);
            assert_eq!(reply.header("cache-status"), Some(expected), "{target}");
            let body = String::from_utf8(reply.body.to_vec()).unwrap();
            assert!(body.contains(&format!("\"name\":\"{name}\"")), "{target}: {body}");
        }
    };
    let own = format!("/models/{}", models[0]);
    read("neurmatic; fwd=miss", "one-1.5").await;
    admin.patch(&own, json!({"description": "Other words."})).await.expect(200);
    read("neurmatic; hit", "one-1.5").await;
    admin.patch(&own, json!({"name": "One and a half"})).await.expect(200);
    read("neurmatic; fwd=miss", "One and a half").await;
}
