//! How alarms stand: a small client of CloudWatch.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use neurmatic_aws::{JsonApi, Service};
use serde::Deserialize;
use serde_json::json;

use crate::settings::Settings;

const CLOUDWATCH: Service = Service {
    name: "CloudWatch",
    signed_as: "monitoring",
    target: "GraniteServiceVersion20100801",
    answer_bytes_max: 4 * 1024 * 1024,
};

/// What one call may ask for; CloudWatch's bound.
const NAMES_PER_CALL: usize = 100;

const WITHIN: Duration = Duration::from_secs(10);

/// How often the question is asked before it counts as unanswered.
const ATTEMPTS: u32 = 3;

const PAUSE: Duration = Duration::from_secs(1);

/// The client. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Alarms(JsonApi);

/// An alarm, and how it stands.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Alarm {
    alarm_name: String,
    state_value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    #[serde(default)]
    metric_alarms: Vec<Alarm>,
    #[serde(default)]
    composite_alarms: Vec<Alarm>,
}

impl Alarms {
    /// A client; nothing connects yet.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        Self(JsonApi::new(CLOUDWATCH, &settings.address("monitoring"), settings.account.clone()))
    }

    /// Which of these alarms ring now. One without data doesn't.
    ///
    /// # Errors
    /// When CloudWatch can't be asked, or doesn't know one of them: what can't be read is no sign that all is well.
    pub async fn ringing(&self, names: &[String]) -> Result<Vec<String>> {
        let mut ringing = Vec::new();
        for some in names.chunks(NAMES_PER_CALL) {
            let found = self.described(some).await.context("the alarms can't be read")?;
            if let Some(unknown) =
                some.iter().find(|name| !found.iter().any(|alarm| alarm.alarm_name == **name))
            {
                bail!("there is no alarm {unknown}");
            }
            let rings = found.into_iter().filter(|alarm| alarm.state_value == "ALARM");
            ringing.extend(rings.map(|alarm| alarm.alarm_name));
        }
        Ok(ringing)
    }

    async fn described(&self, names: &[String]) -> Result<Vec<Alarm>> {
        let input = json!({
            "AlarmNames": names,
            "AlarmTypes": ["MetricAlarm", "CompositeAlarm"],
            "MaxRecords": NAMES_PER_CALL,
        });
        let mut attempt = 1;
        loop {
            match self.0.call::<Described>("DescribeAlarms", &input, WITHIN).await {
                Ok(found) => {
                    return Ok(found.metric_alarms.into_iter().chain(found.composite_alarms).collect());
                }
                Err(_passing) if attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error.into()),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
