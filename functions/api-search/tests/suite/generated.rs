//! Generated data are found by what they are called.

use neurmatic_seed::{Options, Size, seed, today};
use neurmatic_testing::World;

use crate::known;

#[tokio::test]
async fn what_nothing_else_is_called_like_is_found_by_its_title_or_name() {
    let world = World::new().await;
    let options = Options::as_of(today()).unwrap();
    seed(&mut world.another_owner().await, Size::Test, &options).await.unwrap();
    let services = world.services();
    let client = world.client(api_search::routes().into_router(services.clone(), &services));
    known::prepare(&world).await;
    let checked = known::check(&world, &client, 20).await;
    assert!(checked.is_good(), "\n{checked}");
}
