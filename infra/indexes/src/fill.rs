//! Rows that a running platform leaves and generated data don't have: logins, links, waiting tasks, the trail. Every
//! file of `fill` is run; how many rows it makes follows from the generated users and articles.

use std::path::Path;

use anyhow::{Context, Result};
use tokio_postgres::Client;

/// Fills what is empty beside the generated data, and makes the statistics and the visibility of all tables fresh.
///
/// # Errors
/// When a statement fails.
pub async fn fill(owner: &Client) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fill");
    let mut files: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in files {
        let sql = std::fs::read_to_string(&file)?;
        owner.batch_execute(&sql).await.with_context(|| format!("{} fails", file.display()))?;
    }
    owner.batch_execute("VACUUM (ANALYZE)").await?;
    Ok(())
}
