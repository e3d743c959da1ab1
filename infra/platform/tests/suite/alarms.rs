//! The alarms of a deployment are those of the rules.

use neurmatic_platform::alarms;

#[test]
fn the_alarms_for_cloudwatch_are_what_the_rules_say() {
    let kept = std::fs::read_to_string(alarms::path()).unwrap();
    assert!(kept == alarms::document().unwrap(), "run `cargo dev alarms` and commit what it writes");
}
