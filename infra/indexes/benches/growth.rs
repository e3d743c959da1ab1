//! How much more the queries cost when their table is ten and a hundred times as large; a database for each area.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and prints its tables"
)]

use neurmatic_indexes::measure;
use neurmatic_testing::World;

/// Areas with files in the folder `growth`.
const AREAS: [&str; 5] = ["articles", "bookmarks", "forum_topics", "forum_replies", "forum_votes"];

/// Rows of the area's table.
const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];

#[tokio::main]
async fn main() {
    for area in AREAS {
        let world = World::new().await;
        let owner = world.another_owner().await;
        let mut client = world.another_app().await;
        println!("{}", measure(&owner, &mut client, area, &SIZES).await.unwrap());
    }
}
