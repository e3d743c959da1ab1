//! temporary
#![allow(clippy::all, reason = "x")]
use neurmatic_db::all_queries;
use neurmatic_indexes::{Cases, prove};
#[tokio::main]
async fn main() {
    let url = std::env::args().nth(1).unwrap();
    let large: u64 = std::env::args().nth(2).unwrap().parse().unwrap();
    let only = std::env::args().nth(3);
    let (mut client, c) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(c);
    let queries: Vec<_> =
        all_queries().filter(|q| only.as_deref().is_none_or(|o| q.name.starts_with(o))).collect();
    let cases = Cases::read(std::path::Path::new("infra/indexes/cases")).unwrap();
    println!("{}", prove(&mut client, &queries, &cases, large).await.unwrap());
}
