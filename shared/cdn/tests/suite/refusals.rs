//! Things that the interface won't take.

use neurmatic_db::purges::{backlog, order};
use neurmatic_http::Invalidation;

use crate::edge::{Answer, Edge, tags};

#[tokio::test]
async fn a_tag_that_the_interface_does_not_take_holds_no_other_up_and_becomes_its_paths() {
    let edge = Edge::new("enterprise").await;
    edge.interface.always(Answer::YesBut("article:00042"));
    edge.change(Invalidation::Hard, &tags("article", 100)).await;
    for _ in 0..10 {
        edge.rounds().await;
    }
    assert_eq!((edge.count("accepted").await, edge.count("refused").await), (100, 0));
    let sent_as: String =
        edge.world.one("SELECT sent_as FROM purges WHERE value = 'article:00042'", &[]).await;
    assert_eq!(sent_as, "origin.example/api/v1/articles origin.example/api/v1/search");
    let calls = edge.interface.calls().len();
    assert!(calls <= 20, "{calls}");
}

#[tokio::test]
async fn what_is_refused_in_every_form_is_given_up_and_shown_to_operators() {
    let edge = Edge::new("enterprise").await;
    edge.interface.always(Answer::YesBut("https://elsewhere.example/"));
    order(&edge.services.db, "url", "hard", &["https://elsewhere.example/"], None).await.unwrap();
    edge.rounds().await;
    assert_eq!(edge.count("refused").await, 1);
    let error: String = edge.world.one("SELECT last_error FROM purges", &[]).await;
    assert_eq!(error, "the CDN answered 400: no (1012)");
    let found = backlog(&edge.services.db).await.unwrap();
    assert_eq!((found.pending, found.refused), (0, 1));
}
