//! Which tasks a worker can do.

use std::collections::BTreeMap;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use neurmatic_db::Tx;
use serde_json::Value;

use crate::error::TaskError;
use crate::payload::Payload;
use crate::policy::Policy;
use crate::task::{Context, Task};

/// The tasks by their names. `functions/tasks` has the one list.
#[derive(Default)]
pub struct Registry(BTreeMap<&'static str, Entry>);

pub(crate) struct Entry {
    pub(crate) policy: Policy,
    pub(crate) version: i16,
    pub(crate) task: Box<dyn AnyTask>,
}

impl Registry {
    /// No tasks yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same tasks and one more.
    #[must_use]
    pub fn task<T: Task>(mut self, task: T) -> Self {
        let entry = Entry { policy: T::Payload::POLICY, version: T::Payload::VERSION, task: Box::new(task) };
        self.0.insert(T::Payload::NAME, entry);
        self
    }

    /// The names of the tasks, in order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.keys().copied()
    }

    pub(crate) fn entry(&self, name: &str) -> Option<&Entry> {
        self.0.get(name)
    }
}

/// A task whose payload is still JSON.
pub(crate) trait AnyTask: Send + Sync {
    fn run<'a>(
        &'a self,
        version: i16,
        payload: &'a Value,
        tx: &'a Tx,
        context: &'a Context,
    ) -> BoxFuture<'a, Result<(), TaskError>>;

    /// Whether it is a payload.
    fn check(&self, version: i16, payload: &Value) -> Result<(), TaskError>;
}

impl<T: Task> AnyTask for T {
    fn run<'a>(
        &'a self,
        version: i16,
        payload: &'a Value,
        tx: &'a Tx,
        context: &'a Context,
    ) -> BoxFuture<'a, Result<(), TaskError>> {
        async move { Task::run(self, read::<T::Payload>(version, payload)?, tx, context).await }.boxed()
    }

    fn check(&self, version: i16, payload: &Value) -> Result<(), TaskError> {
        read::<T::Payload>(version, payload).map(drop)
    }
}

/// The payload, unless it is of a version that only a newer release knows, or isn't one.
fn read<P: Payload>(version: i16, payload: &Value) -> Result<P, TaskError> {
    if version > P::VERSION {
        let known = P::VERSION;
        return Err(TaskError::retry(format!(
            "the payload's version {version} is newer than this release's {known}"
        )));
    }
    P::deserialize(payload).map_err(|error| TaskError::permanent(format!("not a payload: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payloads::{Invalidate, PublishArticle};

    #[test]
    fn a_newer_version_waits_for_a_newer_release_and_a_wrong_shape_for_nobody() {
        let payload = serde_json::json!({ "article": "no id" });
        assert!(matches!(read::<PublishArticle>(2, &payload), Err(TaskError::Retry(_))));
        assert!(matches!(read::<PublishArticle>(1, &payload), Err(TaskError::Permanent(_))));
        assert_eq!(read::<Invalidate>(1, &serde_json::json!({})).unwrap(), Invalidate::default());
    }
}
