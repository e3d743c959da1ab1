//! The same router with a handler that leaks and with one that doesn't. One test, since both share one heap.

use neurmatic_http::{NoContent, Problem, Routes, Services, public};
use neurmatic_memory::{Report, Verdict};
use neurmatic_testing::{World, eventually};

/// Requests within which a leak of 64 bytes each must be told.
const REQUESTS: usize = 10_000;

/// Clients, so that none meets its limit.
const CLIENTS: usize = 200;

async fn leaking() -> Result<NoContent, Problem> {
    leak_sixty_four_bytes();
    Ok(NoContent)
}

async fn clean() -> Result<NoContent, Problem> {
    drop(std::hint::black_box(Box::new([7_u8; 64])));
    Ok(NoContent)
}

#[inline(never)]
fn leak_sixty_four_bytes() {
    std::hint::black_box(Box::leak(Box::new([7_u8; 64])));
}

/// A process with one request at a time, as on Lambda.
fn services(world: &World) -> Services {
    Services::from_env(&world.env().with("AWS_LAMBDA_FUNCTION_NAME", "api-leaks")).unwrap()
}

/// Asks the one route; returns what was said when a leak was told, if it was.
async fn asked(world: &World, services: &Services, routes: Routes<Services>) -> Option<Report> {
    let anybody = world.client(routes.into_router(services.clone(), services));
    let clients: Vec<_> = (0..CLIENTS).map(|_| anybody.from_address(&world.address())).collect();
    let mut told = None;
    for client in clients.iter().cycle().take(REQUESTS) {
        client.get("/leaks").await.expect(204);
        if told.is_none() && services.memory.verdict() == Verdict::Leaking {
            told = Some(services.memory.report());
        }
    }
    told
}

#[tokio::test]
async fn sixty_four_bytes_that_each_request_leaks_are_told_with_their_place_and_none_where_nothing_leaks() {
    let world = World::new().await;
    let sound = services(&world);
    let routes = Routes::new().get("leaks.get", "/leaks", clean, public("Leaks nothing"));
    assert_eq!(asked(&world, &sound, routes).await, None, "{:?}", sound.memory.report());

    let unsound = services(&world);
    let routes = Routes::new().get("leaks.get", "/leaks", leaking, public("Leaks 64 bytes"));
    let report = asked(&world, &unsound, routes).await;
    let report = report.unwrap_or_else(|| panic!("nothing was told: {:?}", unsound.memory.report()));
    assert!((report.growth_per_request - 64.0).abs() < 32.0, "{report:?}");
    eventually("the leak's place is named", || async { !unsound.memory.report().sites.is_empty() }).await;
    let report = unsound.memory.report();
    let heaviest = report.sites.first().unwrap();
    assert!(heaviest.frames.iter().any(|frame| frame.contains("leak_sixty_four_bytes")), "{report:?}");
}
