//! Every named query of every area, for whoever walks them all, such as the index proof.

use crate::query::Query;
use crate::{
    accounts, alerts, analytics, applications, articles, audit, badges, blocks, bookmarks, collections,
    companies, conversations, digests, editing, email_tokens, erasure, export, feed, follows, forum_editing,
    forum_replies, forum_taxonomy, forum_topics, forum_votes, forum_watches, idempotency, inbox, insight,
    job_editing, jobs, leaderboards, mail_events, matches, media, messages, models, notices, notifications,
    outbox, partitions, platform_alerts, profiles, public_profiles, purges, queues, reports, retention,
    samples, saved_jobs, schedules, search, sessions, settings, tasks, taxonomy, users, views,
};

/// A line for each area; a test of the house fails when one is missing.
static AREAS: &[&[&Query]] = &[
    accounts::ALL,
    alerts::ALL,
    analytics::ALL,
    applications::ALL,
    articles::ALL,
    audit::ALL,
    badges::ALL,
    blocks::ALL,
    bookmarks::ALL,
    collections::ALL,
    companies::ALL,
    conversations::ALL,
    digests::ALL,
    editing::ALL,
    email_tokens::ALL,
    erasure::ALL,
    export::ALL,
    feed::ALL,
    follows::ALL,
    forum_editing::ALL,
    forum_replies::ALL,
    forum_taxonomy::ALL,
    forum_topics::ALL,
    forum_votes::ALL,
    forum_watches::ALL,
    idempotency::ALL,
    inbox::ALL,
    job_editing::ALL,
    jobs::ALL,
    leaderboards::ALL,
    mail_events::ALL,
    matches::ALL,
    media::ALL,
    messages::ALL,
    models::ALL,
    notices::ALL,
    notifications::ALL,
    outbox::ALL,
    partitions::ALL,
    platform_alerts::ALL,
    profiles::ALL,
    public_profiles::ALL,
    purges::ALL,
    queues::ALL,
    reports::ALL,
    retention::ALL,
    samples::ALL,
    saved_jobs::ALL,
    schedules::ALL,
    search::ALL,
    sessions::ALL,
    settings::ALL,
    tasks::ALL,
    taxonomy::ALL,
    users::ALL,
    views::ALL,
];

/// Areas that ask the server of itself: no index of ours serves them.
static OF_THE_SERVER: &[&[&Query]] = &[
    // As the monitor.
    insight::ALL,
];

/// Every query that is sent, by area; those that ask the server of itself, and that begin, end and probe a connection, are not
/// among them.
pub fn all_queries() -> impl Iterator<Item = &'static Query> {
    AREAS.iter().flat_map(|area| area.iter().copied())
}

/// Every query that asks the server of itself.
pub fn server_queries() -> impl Iterator<Item = &'static Query> {
    OF_THE_SERVER.iter().flat_map(|area| area.iter().copied())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_query_has_a_name_of_its_own() {
        let all: Vec<&Query> = all_queries().chain(server_queries()).collect();
        let names: BTreeSet<&str> = all.iter().map(|query| query.name).collect();
        assert_eq!(names.len(), all.len());
    }
}
