//! What becomes of purges.

use jiff::SignedDuration;

use super::*;

const ROOM: Room<'static> = Room {
    calls: 25,
    reserve: 12,
    operations_max: 100,
    soft_offered: true,
    host: "neurmatic.example",
    now: Timestamp::UNIX_EPOCH,
};

fn purge(target: Target, value: &str, kind: Invalidation) -> Pending {
    Pending {
        id: PurgeId::new(),
        target,
        value: value.to_owned(),
        kind,
        is_frequent: false,
        refusals: 0,
        requested_at: ROOM.now,
    }
}

fn soft(tag: &str) -> Pending {
    purge(Target::Tag, tag, Invalidation::Soft)
}

fn hard(tag: &str) -> Pending {
    purge(Target::Tag, tag, Invalidation::Hard)
}

fn many(kind: &str, n: usize) -> Vec<Pending> {
    (0..n).map(|n| soft(&format!("{kind}:{n:05}"))).collect()
}

/// Every purge is in exactly one call.
#[track_caller]
fn assert_complete(pending: &[Pending], calls: &[Call]) {
    let mut done: Vec<PurgeId> =
        calls.iter().flat_map(|call| call.purges.iter().map(|(id, _)| *id)).collect();
    let mut wanted: Vec<PurgeId> = pending.iter().map(|purge| purge.id).collect();
    done.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(done, wanted);
}

#[test]
fn a_tag_is_sent_once_and_as_hard_as_the_hardest() {
    let pending = [soft("articles"), hard("articles"), soft("articles"), soft("article:1")];
    let calls = compile(&pending, &ROOM);
    assert_complete(&pending, &calls);
    let sent: Vec<(Invalidation, Vec<String>)> =
        calls.into_iter().map(|call| (call.kind, call.values)).collect();
    let one = |tag: &str| vec![tag.to_owned()];
    assert_eq!(sent, [(Invalidation::Hard, one("articles")), (Invalidation::Soft, one("article:1"))]);
}

#[test]
fn without_invalidation_all_are_hard_and_in_one_call() {
    let pending = [soft("articles"), hard("article:1")];
    let calls = compile(&pending, &Room { soft_offered: false, ..ROOM });
    assert_eq!((calls.len(), calls[0].kind, calls[0].values.len()), (1, Invalidation::Hard, 2));
}

#[test]
fn calls_are_packed_by_a_hundred_and_name_one_kind_of_thing() {
    let mut pending = many("article", 250);
    pending.push(purge(Target::Url, "https://neurmatic.example/a", Invalidation::Soft));
    pending.push(purge(Target::Prefix, "neurmatic.example/api", Invalidation::Soft));
    let calls = compile(&pending, &ROOM);
    assert_complete(&pending, &calls);
    let sizes: Vec<(Target, usize)> = calls.iter().map(|call| (call.target, call.values.len())).collect();
    for expected in [(Target::Tag, 100), (Target::Tag, 50), (Target::Url, 1), (Target::Prefix, 1)] {
        assert!(sizes.contains(&expected), "{sizes:?}");
    }
    assert_eq!(sizes.len(), 5);
}

#[test]
fn deletions_come_first_and_what_changes_often_last() {
    let mut pending = many("topic", 100);
    pending.iter_mut().for_each(|purge| purge.is_frequent = true);
    pending.extend(many("article", 100));
    pending.push(hard("job:1"));
    let calls = compile(&pending, &ROOM);
    assert_eq!(calls[0].kind, Invalidation::Hard);
    assert!(calls[1].values[0].starts_with("article:") && calls[2].values[0].starts_with("topic:"));
}

#[test]
fn what_changes_often_makes_do_with_what_is_above_the_reserve() {
    let mut pending = many("topic", 500);
    pending.iter_mut().for_each(|purge| purge.is_frequent = true);
    assert_eq!(compile(&pending, &Room { calls: 17, ..ROOM }).len(), 5);
    assert_eq!(compile(&pending, &Room { calls: 16, ..ROOM }).len(), 1);
    pending.extend(many("article", 300));
    let calls = compile(&pending, &Room { calls: 10, ..ROOM });
    assert_complete(&pending, &calls);
    assert!(calls.len() <= 3, "no more than the articles need");
}

#[test]
fn with_too_few_calls_many_edits_of_a_kind_forget_the_kind_and_deletions_stay_exact() {
    let mut pending = many("topic", 1_500);
    pending.extend([soft("articles"), soft("article:1"), hard("topic:gone")]);
    let calls = compile(&pending, &Room { calls: 2, ..ROOM });
    assert_complete(&pending, &calls);
    assert_eq!(calls.len(), 2);
    assert_eq!(
        (calls[0].kind, calls[0].values.as_slice()),
        (Invalidation::Hard, &["topic:gone".to_owned()][..])
    );
    assert_eq!(calls[1].values, ["article:1", "articles", "topic"]);
    let sent_as = calls[1].purges.iter().filter(|(_, sent_as)| sent_as.as_deref() == Some("topic")).count();
    assert_eq!(sent_as, 1_500);
}

#[test]
fn too_many_deletions_forget_the_kind_as_well() {
    let pending: Vec<Pending> = (0..500).map(|n| hard(&format!("topic:{n}"))).collect();
    let calls = compile(&pending, &Room { calls: 1, ..ROOM });
    assert_complete(&pending, &calls);
    assert_eq!((calls.len(), calls[0].kind), (1, Invalidation::Hard));
    assert_eq!(calls[0].values, ["topic"]);
}

#[test]
fn a_backlog_that_is_too_old_is_made_one_call() {
    let pending = many("topic", 1_500);
    let later = ROOM.now + SignedDuration::from_secs(61);
    assert_eq!(compile(&pending, &ROOM).len(), 15);
    let calls = compile(&pending, &Room { now: later, ..ROOM });
    assert_eq!((calls.len(), calls[0].values.as_slice()), (1, &["topic".to_owned()][..]));
}

#[test]
fn everything_is_never_made_up_and_does_all_the_rest_when_it_was_ordered() {
    let mut pending = many("topic", 2_000);
    pending.extend(EVERY_KIND.iter().flat_map(|kind| many(kind, 300)));
    let old = Room { calls: 1, now: ROOM.now + SignedDuration::from_hours(9), ..ROOM };
    let calls = compile(&pending, &old);
    assert!(calls.iter().all(|call| call.target == Target::Tag), "{calls:?}");
    assert_eq!(calls.len(), 1);
    pending.push(purge(Target::Everything, "", Invalidation::Hard));
    let calls = compile(&pending, &ROOM);
    assert_complete(&pending, &calls);
    assert_eq!((calls.len(), calls[0].target), (1, Target::Everything));
}

const EVERY_KIND: [&str; 6] = ["article", "author", "category", "company", "job", "tag"];

#[test]
fn what_was_refused_is_sent_in_ever_smaller_calls_and_holds_nothing_else_up() {
    for (refusals, size) in [(0, 100), (1, 50), (2, 25), (3, 12), (6, 1)] {
        let mut pending = many("article", 100);
        pending.iter_mut().for_each(|purge| purge.refusals = refusals);
        pending.push(soft("articles"));
        let calls = compile(&pending, &Room { calls: 200, ..ROOM });
        assert_complete(&pending, &calls);
        assert!(calls.iter().all(|call| call.values.len() <= size), "{refusals}");
        assert!(refusals == 0 || calls.iter().any(|call| call.values == ["articles"]));
    }
}

#[test]
fn a_tag_that_was_refused_alone_becomes_the_paths_below_which_it_may_be() {
    let pending = [Pending { refusals: REFUSED_ALONE, ..soft("author:1") }];
    let calls = compile(&pending, &ROOM);
    assert_eq!((calls.len(), calls[0].target), (1, Target::Prefix));
    let below = ["articles", "forum", "search"].map(|area| format!("neurmatic.example/api/v1/{area}"));
    assert_eq!(calls[0].values, below);
    assert!(calls[0].purges[0].1.as_ref().unwrap().contains("/api/v1/forum"));
}
