//! The smoke scenario, whole: data, platform, Goose, report. Errors are judged, times are not.

use std::process::Command;

use serde_json::Value;

#[test]
fn the_smoke_scenario_meets_no_error() {
    let reports = std::env::temp_dir().join(format!("neurmatic-smoke-{}", std::process::id()));
    let folder = reports.join("smoke");
    let out = Command::new(env!("CARGO_BIN_EXE_neurmatic-loadtests"))
        .args(["smoke", "--size", "demo", "--seconds", "12", "--mix", "platform", "--report"])
        .arg(&reports)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout);
    let report = std::fs::read_to_string(folder.join("report.json")).unwrap_or_else(|error| {
        panic!("no report ({error}): {said}{}", String::from_utf8_lossy(&out.stderr))
    });
    let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
    std::fs::remove_dir_all(&reports).unwrap();

    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["errors"], serde_json::json!({}), "{said}");
    assert!(report["requests"].as_u64().unwrap() > 20, "{said}");
    assert!(
        page.contains("The source document&#39;s tables") || page.contains("The source document's tables")
    );
    assert!(page.contains("articles.list") && page.contains("350,000"));
    assert_eq!(report["mix"], "platform");
}

#[test]
fn a_wrong_call_says_what_there_is() {
    let out = Command::new(env!("CARGO_BIN_EXE_neurmatic-loadtests")).arg("storm").output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(said.contains("`storm` is no scenario") && said.contains("ceiling"), "{said}");
}

#[test]
fn a_report_that_can_not_be_written_is_told_before_the_run() {
    let out = Command::new(env!("CARGO_BIN_EXE_neurmatic-loadtests"))
        .args(["smoke", "--report"])
        .arg(env!("CARGO_BIN_EXE_neurmatic-loadtests"))
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(2));
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(said.contains("the load test cannot run: making "), "{said}");
    assert!(out.stdout.is_empty(), "{}", String::from_utf8_lossy(&out.stdout));
}
