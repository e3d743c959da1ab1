//! Tidiness as an ordinary test: what keeps the house easy to find one's way in. No services are needed.
//!
//! A rule takes a [`tree::Tree`] and returns a sentence for each fault that says what to do; beside it stands a small
//! bad example, so that the rule is known to bite. Deliberately not in here: what clippy and rustfmt see to.

#[cfg(test)]
mod arrows;
#[cfg(test)]
mod manifests;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod queries;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod tree;

#[cfg(test)]
mod tests {
    use crate::tree::Tree;
    use crate::{arrows, manifests, paths, queries, sources};

    #[track_caller]
    fn assert_none(faults: Vec<String>) {
        assert!(faults.is_empty(), "\n  {}\n", faults.join("\n  "));
    }

    #[test]
    fn crates_use_only_what_the_picture_allows() {
        assert_none(arrows::faults(&arrows::workspace()));
    }

    #[test]
    fn manifests_leave_versions_and_lints_to_the_workspace() {
        assert_none(manifests::faults(&Tree::of_checkout()));
    }

    #[test]
    fn paths_that_documents_name_exist() {
        assert_none(paths::faults(&Tree::of_checkout()));
    }

    #[test]
    fn every_query_file_bears_its_name_and_is_used() {
        assert_none(queries::faults(&Tree::of_checkout()));
    }

    #[test]
    fn sources_are_short_explained_and_finished() {
        assert_none(sources::faults(&Tree::of_checkout()));
    }
}
