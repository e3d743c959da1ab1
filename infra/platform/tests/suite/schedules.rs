//! The schedules of a deployment are those of the code.

use neurmatic_platform::schedules;

#[test]
fn the_list_for_the_scheduler_is_what_the_code_says() {
    let kept = std::fs::read_to_string(schedules::path()).unwrap();
    assert!(kept == schedules::document().unwrap(), "run `cargo dev schedules` and commit what it writes");
}
