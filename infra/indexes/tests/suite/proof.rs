//! The proof itself, on one seeded database.

use std::path::Path;

use neurmatic_core::ids::{CategoryId, ModelId, TagId, UserId};
use neurmatic_core::words::Difficulty;
use neurmatic_db::all_queries;
use neurmatic_db::articles::{self, Filter, Sort};
use neurmatic_indexes::{Cases, fill, prove};
use neurmatic_seed::{Options, Size, seed};
use neurmatic_testing::World;

/// As many rows as make a table large when the data are a tenth of the realistic ones.
const LARGE_ROWS: u64 = 1_000;

fn cases() -> Cases {
    Cases::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")).unwrap()
}

#[tokio::test]
async fn every_query_uses_an_index_and_every_index_is_used() {
    let world = World::new().await;
    let mut owner = world.another_owner().await;
    // Always the same day: other data could be planned in another way.
    seed(&mut owner, Size::Tenth, &Options::as_of("2026-01-15".parse().unwrap()).unwrap()).await.unwrap();
    fill(&owner).await.unwrap();
    let (mut client, mut other) = (world.another_app().await, world.another_app().await);
    let queries: Vec<_> = all_queries().collect();
    let proof = prove(&mut client, &mut other, &queries, &cases(), LARGE_ROWS).await.unwrap();
    assert!(proof.faults.is_empty(), "{proof}");
    let unproven: Vec<String> = lists().into_iter().filter(|text| !proof.statements.contains(text)).collect();
    assert!(unproven.is_empty(), "cases/articles.cases misses lists that can be asked for: {unproven:#?}");
}

/// The text of every list, count and search that the code can ask for.
fn lists() -> Vec<String> {
    let on = |mask: u32, bit: u32| mask & (1 << bit) != 0;
    let mut texts = Vec::new();
    for mask in 0..1 << 6 {
        for (categories, tags) in (0..3).flat_map(|categories| (0..3).map(move |tags| (categories, tags))) {
            let filter = Filter {
                categories: vec![CategoryId::new(); categories],
                tags: vec![TagId::new(); tags],
                model: on(mask, 0).then(ModelId::new),
                author: on(mask, 1).then(UserId::new),
                difficulty: on(mask, 2).then_some(Difficulty::Beginner),
                featured: on(mask, 3),
                trending: on(mask, 4),
                q: on(mask, 5).then(|| "model".to_owned()),
            };
            texts.push(articles::count_statement(&filter).sql.to_string());
            texts.push(articles::search_statement(&filter).sql.to_string());
            for sort in [Sort::PublishedAt, Sort::ViewCount, Sort::BookmarkCount] {
                for after in [false, true] {
                    texts.push(articles::list_statement(&filter, sort, after).sql.to_string());
                }
            }
        }
    }
    texts
}
