//! The one table's decisions: what must hold of any of them, and that the functions answer by them.

use neurmatic_cache_policy::{Facts, decide, is_credential};
use neurmatic_platform::router;
use neurmatic_testing::{Corpus, Mix, World};

use crate::policy_check::check;

#[test]
fn no_request_shares_what_is_somebodys_and_no_two_meet_at_one_key() {
    let counts = check(1, 30_000);
    assert!(counts.shared > 2_000 && counts.bypassed > 2_000 && counts.refused > 2_000, "{counts:?}");
    assert!(counts.keys > 300, "{counts:?}");
}

#[tokio::test]
async fn the_functions_answer_as_the_edge_would_have_decided() {
    let world = World::new().await;
    let client = world.client(router(&world.env(), &world.services()).unwrap());
    let (mut shared, mut refused) = (0, 0);
    // The harness speaks of paths below the base, and no gateway passes on what can't be part of a request.
    let sendable = |mix: &Mix| {
        let odd = |text: &str| {
            text.contains(['#', '?', '\\', '<', '>', '"', '`'])
                || !text.bytes().all(|byte| byte.is_ascii_graphic())
        };
        mix.method == "GET"
            && mix.path.starts_with("/api/v1/")
            && !odd(&mix.path)
            && !mix.query.as_deref().is_some_and(odd)
    };
    let mixes = Corpus::new(2).filter(sendable);
    for mix in mixes.take(3_000) {
        let credentials = mix.headers.iter().any(|(name, value)| is_credential(name, value));
        let facts = Facts { method: "GET", path: &mix.path, query: mix.query.as_deref(), credentials };
        let target = [&mix.path["/api/v1".len()..], mix.query.as_deref().unwrap_or_default()].join("?");
        let client =
            mix.headers.iter().fold(client.from_address(&world.address()), |client, (name, value)| {
                // Ranges and entity tags change the status, not the decision.
                if matches!(*name, "range" | "if-none-match") { client } else { client.header(name, value) }
            });
        let reply = client.get(&target).await;
        assert!(reply.status.as_u16() < 500, "{mix:?}: {}", reply.status);
        let is_public = reply.header("cache-control").is_some_and(|said| said.starts_with("public"));
        match decide(&facts) {
            Ok(decision) => {
                let says = reply.status == 200 && decision.shared().is_some();
                assert_eq!(is_public, says, "{mix:?} was answered {}", reply.status);
                shared += u32::from(says);
            }
            Err(refusal) => {
                assert!(reply.status.is_client_error() && !is_public, "{mix:?}: {refusal}");
                refused += 1;
            }
        }
    }
    assert!(shared > 50 && refused > 100, "{shared} shared, {refused} refused");
}
