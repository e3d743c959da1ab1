//! `cargo dev tasks` on the platform that runs.

use crate::sandbox::Sandbox;

#[test]
fn the_queues_are_operated_by_command_line_and_without_a_platform_it_says_how_to_start_one() {
    let sandbox = Sandbox::new();
    let refused = sandbox.run("tasks pause bulk");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("cargo dev up --detach"), "{said}");

    sandbox.must("up --detach");
    assert!(sandbox.must("tasks").contains("rate-limited"));
    sandbox.must("tasks pause bulk");
    let bulk = |table: String| table.lines().find(|line| line.starts_with("bulk")).unwrap().to_owned();
    assert!(bulk(sandbox.must("tasks")).contains("paused since"));
    sandbox.must("tasks resume bulk");
    assert!(!bulk(sandbox.must("tasks")).contains("paused"));

    let refused = sandbox.run("tasks pause slow");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("there are: priority"), "{said}");
}
