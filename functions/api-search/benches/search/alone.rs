//! One search after another, with a bare `SELECT 1` through the database's door after each: what a single statement costs
//! at least.

use std::time::Duration;

use neurmatic_db::{Db, Door as _, Query, args};
use rand::SeedableRng as _;
use rand::rngs::SmallRng;
use tokio::time::Instant;

use crate::asks::{Ask, Kind, tell, tell_head, tell_row};
use crate::{Bench, statements};

/// Requests of each kind.
const TIMES: usize = 300;

/// Requests of each kind before them, so that statements are prepared and pages in memory.
const WARM_UP: usize = 20;

static FLOOR: Query = Query::new("bench.floor", "SELECT 1::int8");

pub(crate) async fn run(bench: &Bench) {
    let mut rng = SmallRng::seed_from_u64(1);
    let (mut answers, mut floor) = (Vec::new(), Vec::new());
    for time in 0..WARM_UP + TIMES {
        if time == WARM_UP {
            statements::begin(bench).await;
        }
        for kind in Kind::ALL {
            let ask = Ask::new(bench, kind, &mut rng);
            let answer = ask.answered(&bench.client, Instant::now()).await;
            assert!(answer.is_good, "{kind:?} was refused");
            let bare = select_one(&bench.services.db).await;
            if time >= WARM_UP {
                answers.push(answer);
                floor.push(bare);
            }
        }
    }
    tell_head("one after another, by one client");
    tell(&answers);
    tell_row("SELECT 1, through the same door", floor);
    println!();
    statements::tell(bench, "Postgres' time meanwhile").await;
}

async fn select_one(db: &Db) -> Duration {
    let began = Instant::now();
    assert_eq!(db.one::<i64>(&FLOOR, args![]).await.unwrap(), 1);
    began.elapsed()
}
