//! The servers' lives: started, watched, killed, healed, stopped, with the real program on real servers.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use rustix::process::Signal;

use crate::sandbox::{Foreground, Sandbox, runs, signal, wait_until};

fn port(url: &serde_json::Value) -> u16 {
    let url = url.as_str().unwrap();
    let (_, after) = url.rsplit_once(':').unwrap();
    after.split('/').next().unwrap().parse().unwrap()
}

fn accepts(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[test]
fn the_servers_start_answer_and_leave_no_process() {
    let sandbox = Sandbox::new();
    sandbox.must("services --detach");
    let status = sandbox.status();
    let pids = [sandbox.pid("postgres"), sandbox.pid("redis")];
    assert!(accepts(port(&status["urls"]["database"])) && accepts(port(&status["urls"]["redis"])));

    assert_eq!(sandbox.must("down").trim(), "Stopped postgres, redis.");

    assert!(!pids.into_iter().any(runs));
    assert_eq!(sandbox.status()["urls"]["database"], serde_json::Value::Null);
    assert_eq!(sandbox.must("down").trim(), "Nothing runs.");
}

#[test]
fn the_status_has_the_promised_shape_also_when_nothing_runs() {
    let sandbox = Sandbox::new();
    let expected = serde_json::json!({
        "ready": false,
        "urls": {
            "edge": null, "api": null, "dashboard": null, "docs": null,
            "mailbox": null, "database": null, "redis": null
        },
        "logins": {},
        "processes": []
    });
    assert_eq!(sandbox.status(), expected);
}

#[test]
fn a_second_start_tells_where_it_runs_and_changes_nothing() {
    let sandbox = Sandbox::new();
    sandbox.must("services --detach");
    let pid = sandbox.pid("postgres");
    let printed = sandbox.must("services --detach");
    assert!(printed.contains("redis://127.0.0.1:"), "{printed}");
    assert_eq!(sandbox.pid("postgres"), pid);
}

#[test]
fn the_data_and_the_addresses_outlive_a_restart() {
    let sandbox = Sandbox::new();
    sandbox.must("services --detach");
    let before = sandbox.status();
    sandbox.must("down");
    sandbox.must("services --detach");
    assert_eq!(sandbox.status()["urls"], before["urls"]);
}

#[test]
fn a_signal_to_the_foreground_stops_everything() {
    for ending in [Signal::INT, Signal::TERM] {
        let sandbox = Sandbox::new();
        let mut foreground = Foreground::services(&sandbox);
        let pids = [sandbox.pid("postgres"), sandbox.pid("redis")];
        signal(ending, foreground.0.id());
        assert!(foreground.0.wait().unwrap().success());
        assert!(!pids.into_iter().any(runs), "after {ending:?}");
    }
}

#[test]
fn down_ends_a_start_in_the_foreground() {
    let sandbox = Sandbox::new();
    let mut foreground = Foreground::services(&sandbox);
    let pids = [sandbox.pid("postgres"), sandbox.pid("redis")];
    sandbox.must("down");
    assert!(foreground.0.wait().unwrap().success());
    assert!(!pids.into_iter().any(runs));
}

#[test]
fn what_a_killed_launcher_left_is_replaced_by_the_next_start() {
    let sandbox = Sandbox::new();
    let foreground = Foreground::services(&sandbox);
    let pids = [sandbox.pid("postgres"), sandbox.pid("redis")];
    foreground.kill();
    assert!(pids.into_iter().all(runs), "the servers are expected to outlive a launcher that was killed");

    sandbox.must("services --detach");

    assert!(!pids.into_iter().any(runs));
    assert!(runs(sandbox.pid("postgres")) && runs(sandbox.pid("redis")));
}

#[test]
fn what_a_killed_launcher_left_is_stopped_by_down() {
    let sandbox = Sandbox::new();
    let foreground = Foreground::services(&sandbox);
    let pids = [sandbox.pid("postgres"), sandbox.pid("redis")];
    foreground.kill();
    sandbox.must("down");
    assert!(!pids.into_iter().any(runs));
}

#[test]
fn a_killed_database_is_told_and_healed_by_the_next_start() {
    let sandbox = Sandbox::new();
    sandbox.must("services --detach");
    signal(Signal::KILL, sandbox.pid("postgres"));
    wait_until("the status tells the loss", || sandbox.status()["processes"][0]["running"] == false);
    assert_eq!(sandbox.status()["urls"]["database"], serde_json::Value::Null);

    sandbox.must("services --detach");

    assert!(accepts(port(&sandbox.status()["urls"]["database"])));
}

#[test]
fn a_start_beside_a_broken_foreground_names_its_process() {
    let sandbox = Sandbox::new();
    let foreground = Foreground::services(&sandbox);
    signal(Signal::KILL, sandbox.pid("redis"));
    wait_until("the status tells the loss", || sandbox.status()["urls"]["redis"].is_null());
    let refused = sandbox.run("services --detach");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success());
    let pid = foreground.0.id().to_string();
    assert!(
        said.contains(&pid) && said.contains("redis has ended") && said.contains("cargo dev down"),
        "{said}"
    );
}

#[test]
fn a_taken_port_is_named_and_nothing_is_left_running() {
    let sandbox = Sandbox::new();
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = sandbox.command("services --detach").env("NEURMATIC_REDIS_PORT", &port).output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success());
    assert!(
        said.contains(&format!("port {port} is taken")) && said.contains("NEURMATIC_REDIS_PORT"),
        "{said}"
    );
    assert_eq!(sandbox.status()["processes"], serde_json::json!([]));
}

#[test]
fn two_state_folders_run_side_by_side() {
    let (one, other) = (Sandbox::new(), Sandbox::new());
    one.must("services --detach");
    other.must("services --detach");
    let (first, second) = (one.status(), other.status());
    assert_ne!(first["urls"]["database"], second["urls"]["database"]);
    one.must("down");
    assert!(runs(other.pid("postgres")) && runs(other.pid("redis")));
}

#[test]
fn a_process_that_only_has_the_same_number_is_spared() {
    let sandbox = Sandbox::new();
    let mut stranger = Command::new("sleep").arg("600").spawn().unwrap();
    let recycled = serde_json::json!({
        "launcher": null, "database_url": null, "redis_url": null, "ports": {},
        "processes": [{ "name": "redis", "identity": { "pid": stranger.id(), "started": "long ago" } }]
    });
    std::fs::write(sandbox.root.join("state.json"), recycled.to_string()).unwrap();
    assert_eq!(sandbox.status()["processes"][0]["running"], false);
    sandbox.must("down");
    let alive = runs(stranger.id());
    stranger.kill().unwrap();
    stranger.wait().unwrap();
    assert!(alive);
}

#[test]
fn a_lock_file_with_a_strangers_number_does_not_keep_the_database_down() {
    let sandbox = Sandbox::new();
    sandbox.must("services --detach");
    sandbox.must("down");
    let lock = sandbox.root.join("data/postgres/postmaster.pid");
    std::fs::write(&lock, format!("{}\n", std::process::id())).unwrap();
    sandbox.must("services --detach");
    assert!(accepts(port(&sandbox.status()["urls"]["database"])));
}

#[test]
fn half_a_cluster_is_made_anew() {
    let sandbox = Sandbox::new();
    let half = sandbox.root.join("data/postgres.new");
    std::fs::create_dir_all(&half).unwrap();
    std::fs::write(half.join("PG_VERSION"), "15\n").unwrap();
    sandbox.must("services --detach");
    assert!(!half.exists());
    assert!(accepts(port(&sandbox.status()["urls"]["database"])));
}

#[test]
fn a_folder_below_a_closed_one_works_for_root_too() {
    let sandbox = Sandbox::new();
    std::fs::set_permissions(&sandbox.root, PermissionsExt::from_mode(0o700)).unwrap();
    let inner = Sandbox { root: sandbox.root.join("inner") };
    inner.must("services --detach");
    assert!(accepts(port(&inner.status()["urls"]["database"])));
    inner.must("reset");
    inner.must("services --detach");
}

#[test]
fn a_folder_that_cannot_be_made_is_named_with_the_way_out() {
    let nowhere = std::mem::ManuallyDrop::new(Sandbox { root: "/dev/null/state".into() });
    let refused = nowhere.run("services --detach");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success());
    assert!(
        said.contains("cannot write to /dev/null/state") && said.contains("NEURMATIC_STATE_DIR"),
        "{said}"
    );
}

#[test]
fn reset_drops_the_data_and_keeps_the_keys() {
    let sandbox = Sandbox::new();
    sandbox.must("services --detach");
    let keys = std::fs::read(sandbox.root.join("env")).unwrap();
    sandbox.must("reset");
    assert!(!sandbox.root.join("data").exists());
    assert_eq!(std::fs::read(sandbox.root.join("env")).unwrap(), keys);
}

#[test]
fn keys_are_for_their_owners_eyes_only() {
    let sandbox = Sandbox::new();
    sandbox.must("services --detach");
    for file in ["env", "state.json"] {
        let mode = std::fs::metadata(sandbox.root.join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[test]
fn lost_keys_are_told_and_reset_helps() {
    let sandbox = Sandbox::new();
    sandbox.must("services --detach");
    sandbox.must("down");
    std::fs::remove_file(sandbox.root.join("env")).unwrap();
    let refused = sandbox.run("services --detach");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("cargo dev reset"), "{said}");
    sandbox.must("reset");
    sandbox.must("services --detach");
}

#[test]
fn logs_show_each_part_and_name_the_ones_there_are() {
    let sandbox = Sandbox::new();
    sandbox.must("services --detach");
    let all = sandbox.must("logs");
    assert!(all.contains("postgres | ") && all.contains("redis | "), "{all}");
    assert!(sandbox.must("logs postgres").contains("ready to accept connections"));
    let refused = sandbox.run("logs mongo");
    assert!(String::from_utf8(refused.stderr).unwrap().contains("there are: postgres, redis"));
}

#[test]
fn what_a_killed_test_run_left_is_swept_with_what_its_tests_had_started() {
    let sandbox = Sandbox::new();
    let run = Sandbox { root: sandbox.root.join("run-4000000") };
    let inner = Sandbox { root: run.root.join("states/one") };
    run.must("services --detach");
    let foreground = Foreground::services(&inner);
    let pids = [run.pid("postgres"), run.pid("redis"), inner.pid("postgres"), inner.pid("redis")];
    foreground.kill();
    sandbox.must("down");
    assert!(!pids.into_iter().any(runs));
    assert!(!run.root.exists());
}
