//! How the caller wants to be told of what, and when not to be disturbed.

use axum::extract::State;
use jiff::civil::Time;
use neurmatic_core::words::{NotificationFrequency, NotificationType};
use neurmatic_db::Door;
use neurmatic_db::notifications::{self, Preference, PreferenceRow, QuietHoursRow};
use neurmatic_http::{Answer, Caller, Faults, Input, Json, Problem, Services};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock;

/// Who hasn't said otherwise is undisturbed in these hours, once that is turned on: 22:00 to 07:00.
const QUIET_DEFAULT: (Time, Time) = (Time::constant(22, 0, 0, 0), Time::constant(7, 0, 0, 0));

/// Every day; 0 is Sunday.
const EVERY_DAY: [u8; 7] = [0, 1, 2, 3, 4, 5, 6];

/// How the caller wants to be told.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PreferencesOut {
    /// Every type, with how it is told.
    types: Vec<PreferenceOut>,
    /// When no mail is sent.
    do_not_disturb: QuietHoursOut,
}

/// How the caller wants to be told of one thing.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct PreferenceOut {
    /// Of what.
    r#type: NotificationType,
    /// Whether it is in the list.
    in_app: bool,
    /// How soon it is mailed.
    email: NotificationFrequency,
}

/// When no mail is sent; it is sent when the time is over. Announcements and what concerns the account are sent all the same.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct QuietHoursOut {
    /// Whether it holds.
    is_on: bool,
    /// When it begins, HH:MM, in the caller's time zone.
    from: String,
    /// When it ends; on the next day when that is earlier.
    until: String,
    /// The days on which it begins; 0 is Sunday.
    days: Vec<u8>,
    /// The caller's time zone.
    timezone: String,
}

/// A change of how the caller wants to be told. What is left out stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct PreferencesIn {
    /// Types that are to be told otherwise, each once.
    types: Vec<PreferenceIn>,
    /// When no mail is to be sent.
    do_not_disturb: Option<QuietHoursIn>,
}

/// How one thing is to be told. What is left out stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PreferenceIn {
    /// Of what.
    r#type: NotificationType,
    /// Whether it is to be in the list.
    in_app: Option<bool>,
    /// How soon it is to be mailed.
    email: Option<NotificationFrequency>,
}

/// When no mail is to be sent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct QuietHoursIn {
    /// Whether it is to hold.
    is_on: bool,
    /// When it begins, HH:MM, in the caller's time zone.
    from: String,
    /// When it ends, another time; on the next day when that is earlier.
    until: String,
    /// The days on which it begins, 0 is Sunday; every day when left out.
    #[serde(default = "every_day")]
    days: Vec<u8>,
}

fn every_day() -> Vec<u8> {
    EVERY_DAY.to_vec()
}

impl Input for PreferencesIn {
    fn check(&self, faults: &mut Faults) {
        for (place, change) in self.types.iter().enumerate() {
            if self.types.iter().take(place).any(|earlier| earlier.r#type == change.r#type) {
                faults.add(&format!("/types/{place}/type"), "repeated", "stands here twice");
            }
        }
        let Some(quiet) = &self.do_not_disturb else { return };
        let (from, until) = (clock::read(&quiet.from), clock::read(&quiet.until));
        for (pointer, time) in [("/doNotDisturb/from", from), ("/doNotDisturb/until", until)] {
            if time.is_none() {
                faults.add(pointer, "invalid", "must be a time of day, HH:MM");
            }
        }
        if from.is_some() && from == until {
            faults.add("/doNotDisturb/until", "empty", "must be another time than it begins");
        }
        if quiet.days.is_empty() || quiet.days.len() > 7 || quiet.days.iter().any(|day| *day > 6) {
            faults.add("/doNotDisturb/days", "out_of_range", "must be 1 to 7 days from 0 (Sunday) to 6");
        }
    }
}

/// How the caller wants to be told.
pub(crate) async fn get_preferences(
    State(app): State<Services>,
    caller: Caller,
) -> Result<Answer<PreferencesOut>, Problem> {
    Answer::of(&whole(&app.db, caller).await?)
}

/// Changes how the caller wants to be told, from the next thing on.
pub(crate) async fn set_preferences(
    State(app): State<Services>,
    caller: Caller,
    Json(wanted): Json<PreferencesIn>,
) -> Result<Answer<PreferencesOut>, Problem> {
    let tx = app.db.begin().await?;
    let changes: Vec<Preference> = wanted.types.iter().flat_map(changes_of).collect();
    notifications::put_preferences(&tx, caller.user, &changes).await?;
    if let Some(quiet) = &wanted.do_not_disturb
        && let Some(hours) = clock::read(&quiet.from).zip(clock::read(&quiet.until))
    {
        let mut days: Vec<i16> = quiet.days.iter().copied().map(i16::from).collect();
        days.sort_unstable();
        days.dedup();
        notifications::put_quiet_hours(&tx, caller.user, quiet.is_on, hours, &days).await?;
    }
    let preferences = whole(&tx, caller).await?;
    tx.commit().await?;
    Answer::of(&preferences)
}

fn changes_of(change: &PreferenceIn) -> impl Iterator<Item = Preference> {
    let (kind, on) = (change.r#type, NotificationFrequency::RealTime);
    let in_app = change.in_app.map(|is_on| if is_on { on } else { NotificationFrequency::Off });
    let by_channel = [("in_app", in_app), ("email", change.email)];
    by_channel
        .into_iter()
        .filter_map(move |(channel, frequency)| Some(Preference { kind, channel, frequency: frequency? }))
}

async fn whole(db: &impl Door, caller: Caller) -> Result<PreferencesOut, Problem> {
    let said = notifications::preferences(db, caller.user).await?;
    let quiet = notifications::quiet_hours(db, caller.user).await?;
    let quiet = quiet.ok_or_else(|| Problem::not_found("account"))?;
    let types = NotificationType::ALL.iter().map(|kind| preference_of(*kind, &said)).collect();
    Ok(PreferencesOut { types, do_not_disturb: quiet.into() })
}

/// How a type is told: as the caller said, or as by default.
fn preference_of(kind: NotificationType, said: &[PreferenceRow]) -> PreferenceOut {
    let by = |channel: &str| {
        said.iter().find(|row| row.r#type == kind && row.channel == channel).map(|row| row.frequency)
    };
    PreferenceOut {
        r#type: kind,
        in_app: by("in_app") != Some(NotificationFrequency::Off),
        email: by("email").unwrap_or(kind.mail_default()),
    }
}

impl From<QuietHoursRow> for QuietHoursOut {
    fn from(row: QuietHoursRow) -> Self {
        let (from, until) = row.from_time.zip(row.until_time).unwrap_or(QUIET_DEFAULT);
        let days = row.days.map_or_else(every_day, |days| {
            days.into_iter().filter_map(|day| u8::try_from(day).ok()).collect()
        });
        Self {
            is_on: row.is_on.unwrap_or(false),
            from: clock::write(from),
            until: clock::write(until),
            days,
            timezone: row.timezone,
        }
    }
}
