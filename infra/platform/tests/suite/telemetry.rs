//! What telemetry knows by name is there.

use neurmatic_platform::table;
use neurmatic_tasks::Queue;
use neurmatic_telemetry::{By, KEPT_OPERATIONS};

#[test]
fn every_operation_whose_history_is_kept_is_a_route() {
    let table = table();
    let gone = KEPT_OPERATIONS.iter().filter(|name| !table.iter().any(|route| route.operation == **name));
    assert_eq!(gone.collect::<Vec<_>>(), Vec::<&&str>::new(), "shared/telemetry/src/kept.rs names them");
}

#[test]
fn every_queue_is_a_dimension() {
    let queues: Vec<&str> = Queue::ALL.iter().map(|queue| queue.as_str()).collect();
    assert_eq!(By::Queue.values(), queues);
}
