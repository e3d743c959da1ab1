//! A thousand callers on eight processes, and not one admitted above the limit.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use neurmatic_rate_limit::{Check, Limiter, Per, Policy, Subject};
use neurmatic_redis::Redis;

/// A unit comes back every 14 minutes: none while the test runs. Refundable, so that no process remembers
/// denials and every question reaches Redis; closed without Redis, so that no answer is approximate.
const CROWDED: Policy = Policy::new("crowded", 100, 86_400, Per::User).fail_closed().refundable();

const PROCESSES: usize = 8;
const CALLERS_PER_PROCESS: usize = 125;
const QUESTIONS_PER_CALLER: usize = 4;

/// Set for the processes of the crowd: the prefix they share.
const PREFIX_VARIABLE: &str = "CROWD_PREFIX";

#[test]
fn eight_processes_with_a_thousand_callers_admit_the_quota_exactly() {
    let prefix = format!("test-crowd-{}", std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos());
    let crowd: Vec<_> = (0..PROCESSES)
        .map(|_| {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "crowd::one_process_of_the_crowd", "--ignored", "--nocapture"])
                .env(PREFIX_VARIABLE, &prefix)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let admitted: Vec<u32> = crowd
        .into_iter()
        .map(|process| {
            let output = process.wait_with_output().unwrap();
            assert!(output.status.success(), "a process of the crowd failed");
            let text = String::from_utf8(output.stdout).unwrap();
            let count =
                text.lines().find_map(|line| line.split_once("admitted=")).expect("it says its count");
            count.1.parse().unwrap()
        })
        .collect();
    assert_eq!(admitted.iter().sum::<u32>(), CROWDED.quota, "{admitted:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "is started by eight_processes_with_a_thousand_callers_admit_the_quota_exactly"]
async fn one_process_of_the_crowd() {
    let prefix = std::env::var(PREFIX_VARIABLE).expect("the crowd's prefix");
    let redis = Redis::open(&std::env::var("TEST_REDIS_URL").unwrap(), &prefix).unwrap();
    let limiter = Arc::new(Limiter::new(redis.clone()));
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..CALLERS_PER_PROCESS {
        let (redis, limiter) = (redis.clone(), limiter.clone());
        callers.spawn(async move {
            let mut admitted = 0;
            for _ in 0..QUESTIONS_PER_CALLER {
                let mut trip = redis.trip();
                let asked = limiter.ask(&mut trip, &[Check::new(&CROWDED, Subject::user("everybody"))]);
                let mut answers = trip.send(Duration::from_secs(30)).await;
                assert!(answers.is_ok(), "{answers:?}");
                admitted += usize::from(limiter.decide(asked, answers.as_mut()).is_admitted());
            }
            admitted
        });
    }
    println!("\nadmitted={}", callers.join_all().await.into_iter().sum::<usize>());
}
