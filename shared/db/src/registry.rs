//! Every named query of every area, for whoever walks them all: the index proof, and insight into the database.

use crate::query::Query;
use crate::{
    alerts, applications, articles, audit, bookmarks, companies, editing, email_tokens, forum_editing,
    forum_replies, forum_taxonomy, forum_topics, forum_votes, forum_watches, idempotency, job_editing, jobs,
    matches, models, outbox, purges, queues, reports, saved_jobs, search, sessions, tasks, taxonomy, users,
    views,
};

/// A line for each area; a test of the house fails when one is missing.
static AREAS: &[&[&Query]] = &[
    alerts::ALL,
    applications::ALL,
    articles::ALL,
    audit::ALL,
    bookmarks::ALL,
    companies::ALL,
    editing::ALL,
    email_tokens::ALL,
    forum_editing::ALL,
    forum_replies::ALL,
    forum_taxonomy::ALL,
    forum_topics::ALL,
    forum_votes::ALL,
    forum_watches::ALL,
    idempotency::ALL,
    job_editing::ALL,
    jobs::ALL,
    matches::ALL,
    models::ALL,
    outbox::ALL,
    purges::ALL,
    queues::ALL,
    reports::ALL,
    saved_jobs::ALL,
    search::ALL,
    sessions::ALL,
    tasks::ALL,
    taxonomy::ALL,
    users::ALL,
    views::ALL,
];

/// Every query that is sent, by area; only those that begin, end and probe a connection are not among them.
pub fn all_queries() -> impl Iterator<Item = &'static Query> {
    AREAS.iter().flat_map(|area| area.iter().copied())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_query_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = all_queries().map(|query| query.name).collect();
        assert_eq!(names.len(), all_queries().count());
    }
}
