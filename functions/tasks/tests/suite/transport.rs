//! Both ways from the outbox to the worker, behind one face: directly, and over the wire through queues.

use std::sync::Mutex;
use std::time::Duration;

use neurmatic_config::Queues;
use neurmatic_http::Services;
use neurmatic_sqs::{Outgoing, Sqs, Visibility};
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::{Delivery, Queue, QueueWorker, Sender, Settled, dead_letters, polled};
use neurmatic_testing::World;

use crate::probe::ProbeTask;

const WITHIN: Duration = Duration::from_secs(10);

/// A world, a process in it, and a way of delivery.
pub(crate) struct Transport {
    pub(crate) name: &'static str,
    pub(crate) world: World,
    pub(crate) services: Services,
    pub(crate) probe: ProbeTask,
    /// Queues, where tasks go through them.
    pub(crate) queues: Option<Queued>,
}

/// What a test asks of its queues.
pub(crate) struct Queued {
    pub(crate) worker: QueueWorker,
    pub(crate) sender: Sender,
    pub(crate) sqs: Sqs,
    /// Receipts of what comes again.
    again: Mutex<Vec<(Queue, String)>>,
}

impl Transport {
    /// Directly.
    pub(crate) async fn embedded() -> Self {
        let (world, probe) = (World::new().await, ProbeTask::default());
        let services = world.services();
        Self { name: "embedded", world, services, probe, queues: None }
    }

    /// Through queues; none where there is no emulator.
    pub(crate) async fn queued() -> Option<Self> {
        let world = World::with_queues().await?;
        let (services, probe) = (world.services(), ProbeTask::default());
        let sender = services.sender.clone().unwrap();
        polled::make_queues(&sender).await.unwrap();
        let worker = QueueWorker::new(probe.worker(&services), sender.clone(), 5);
        let sqs = Sqs::new(Queues::from_env(&world.env(), &services.site).unwrap().unwrap());
        let queues = Queued { worker, sender, sqs, again: Mutex::default() };
        Some(Self { name: "queued", world, services, probe, queues: Some(queues) })
    }

    /// Every way that there is here.
    pub(crate) async fn all() -> Vec<Self> {
        let mut all = vec![Self::embedded().await];
        all.extend(Self::queued().await);
        all
    }

    /// Delivers everything that is due, and what that sends as well.
    pub(crate) async fn deliver(&self) -> Vec<Delivery> {
        match &self.queues {
            None => run_due_now(&self.probe.worker(&self.services)).await.unwrap(),
            Some(queues) => {
                let settled = queues.deliver(&self.services).await;
                settled.into_iter().filter_map(|settled| settled.delivery).collect()
            }
        }
    }

    /// Makes everything that waits due, wherever it does.
    pub(crate) async fn let_time_pass(&self) {
        match &self.queues {
            None => crate::probe::let_time_pass(&self.world).await,
            Some(queues) => queues.show_again().await,
        }
    }
}

impl Queued {
    /// Sends what is due, and delivers until nothing comes any more.
    pub(crate) async fn deliver(&self, services: &Services) -> Vec<Settled> {
        let mut all = Vec::new();
        loop {
            let swept = self.sender.sweep(&services.db, 100).await.unwrap();
            let mut round = Vec::new();
            for queue in Queue::ALL {
                let settled = polled::receive_once(&self.worker, *queue, Duration::ZERO).await.unwrap();
                let again = settled.iter().filter(|settled| !settled.is_over);
                self.again.lock().unwrap().extend(again.map(|settled| (*queue, settled.receipt.clone())));
                round.extend(settled);
            }
            if swept.claimed == 0 && round.is_empty() {
                return all;
            }
            all.extend(round);
        }
    }

    /// Has the queues bring again at once what is to come again later.
    async fn show_again(&self) {
        let again = std::mem::take(&mut *self.again.lock().unwrap());
        for (queue, receipt) in again {
            let now = Visibility { receipt, secs: 0 };
            self.sqs.change_visibility(queue.as_str(), &[now], WITHIN).await.unwrap();
        }
    }

    /// Puts a text into a queue, as another producer does.
    pub(crate) async fn put(&self, queue: Queue, body: &str, attributes: Vec<(&'static str, String)>) {
        let message = Outgoing { id: "1".to_owned(), body: body.to_owned(), group: None, attributes };
        assert_eq!(self.sqs.send(queue.as_str(), &[message], WITHIN).await.unwrap(), [None]);
    }

    /// The dead letters of a queue: each text, and the reason.
    pub(crate) async fn dead(&self, queue: Queue) -> Vec<(String, String)> {
        let dead = dead_letters(queue);
        let letters = self.sqs.receive(&dead, 10, Duration::ZERO, WITHIN, WITHIN).await.unwrap();
        let reason = |attributes: &std::collections::HashMap<String, String>| attributes["reason"].clone();
        letters.into_iter().map(|letter| (letter.body, reason(&letter.attributes))).collect()
    }

    /// Messages that a queue holds, whether they are seen or not.
    pub(crate) async fn held(&self, queue: Queue) -> u64 {
        let depth = self.sqs.depth(queue.as_str(), WITHIN).await.unwrap();
        depth.waiting + depth.in_flight + depth.delayed
    }
}
