//! An incident as a whole, minute by minute: what `cargo dev bench incident` does for hours.

use std::collections::BTreeMap;

use crate::replay::{Minute, REQUESTS, Replay, Told};

#[tokio::test]
async fn of_an_incident_each_thing_is_told_once_in_its_minute() {
    let mut replay = Replay::after_quiet(30).await;
    let first = replay.next_minute();
    for n in 0..30 {
        let failed = if n < 5 { REQUESTS * 3 / 10 } else { 0 };
        let waiting = if n < 10 { 600 } else { 0 };
        replay.minute(&Minute { failed, waiting, ..Minute::QUIET }).await;
    }
    let once = |opened, over| Told { opened: vec![opened], over: vec![over] };
    let expected = [
        ("errors", once(2, 14)),
        ("many_errors", once(3, 13)),
        ("fast_burn", once(1, 14)),
        // Its half hour isn't over yet.
        ("slow_burn", Told { opened: vec![0], over: Vec::new() }),
        ("tasks_waiting", once(5, 15)),
    ];
    let expected: BTreeMap<String, Told> =
        expected.into_iter().map(|(rule, told)| (rule.to_owned(), told)).collect();
    assert_eq!(replay.told_since(first), expected);
}
