//! A model of Redis as far as the cache needs it, its scripts included, to answer in a server's place. That it answers
//! as the scripts do is a test of its own (`equivalence`).

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use neurmatic_redis::{Script, StandIn, Value};
use tokio::time::Instant;

pub(crate) static LOOKUP: Script = Script::new(include_str!("../../src/scripts/lookup.lua"));
pub(crate) static FILL: Script = Script::new(include_str!("../../src/scripts/fill.lua"));
pub(crate) static INVALIDATE: Script = Script::new(include_str!("../../src/scripts/invalidate.lua"));
pub(crate) static RELEASE: Script = Script::new(include_str!("../../src/scripts/release.lua"));

/// A check that is taken out, to show that its lack is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Without {
    Nothing,
    /// Fills are stored whatever was invalidated since their load began.
    CheckOfFills,
    /// No version says that a hard invalidation was one.
    WordOfHardOnes,
}

/// When the model's time begins, in microseconds.
const BIRTH_US: u64 = 1_700_000_000_000_000;

/// How long a command takes, in microseconds: a quick one.
const COMMAND_US: u64 = 5;

/// The model of a server.
pub(crate) struct Model {
    born: Instant,
    without: Without,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    values: HashMap<String, (Vec<u8>, Option<Instant>)>,
    is_away: bool,
    /// What commands took so far, in microseconds: a server's time doesn't stand still while it works.
    worked_us: u64,
}

type Words<'a> = &'a [Vec<u8>];

impl Model {
    pub(crate) fn new(without: Without) -> Self {
        Self { born: Instant::now(), without, kept: Mutex::default() }
    }

    /// Loses everything.
    pub(crate) fn flush(&self) {
        self.kept.lock().unwrap().values.clear();
    }

    /// Loses one value.
    pub(crate) fn evict(&self, key: &str) {
        self.kept.lock().unwrap().values.remove(key);
    }

    /// Answers no more, or again.
    pub(crate) fn be_away(&self, is_away: bool) {
        self.kept.lock().unwrap().is_away = is_away;
    }

    fn run(&self, words: Words<'_>) -> Option<Value> {
        let mut kept = self.kept.lock().unwrap();
        if kept.is_away {
            return None;
        }
        kept.worked_us += COMMAND_US;
        let now_us = BIRTH_US + self.born.elapsed().as_micros() as u64 + kept.worked_us;
        Some(kept.run(words, self.without, now_us))
    }
}

impl StandIn for Model {
    fn answer<'a>(
        &'a self,
        command: Vec<Vec<u8>>,
    ) -> Pin<Box<dyn Future<Output = Option<Value>> + Send + 'a>> {
        Box::pin(async move {
            // On the way there, and on the way back.
            tokio::task::yield_now().await;
            let answer = self.run(&command);
            tokio::task::yield_now().await;
            answer
        })
    }
}

fn text(word: &[u8]) -> String {
    String::from_utf8(word.to_vec()).unwrap()
}

fn number(word: &[u8]) -> u64 {
    text(word).parse().unwrap()
}

fn bulk(value: Option<Vec<u8>>) -> Value {
    value.map_or(Value::Nil, Value::BulkString)
}

fn time_text(time_us: u64) -> String {
    format!("{time_us:016}")
}

/// A value of 48 bytes: version and hard time, or clock and era.
fn whole(value: Option<Vec<u8>>) -> Option<String> {
    value.filter(|value| value.len() == 48).map(|value| text(&value))
}

struct Head<'a> {
    era: &'a str,
    validator: &'a str,
    tags: &'a str,
    versions: &'a str,
    /// Where the body begins.
    body_at: usize,
}

fn head_of(entry: &[u8]) -> Option<Head<'_>> {
    let mut lines = entry.splitn(7, |byte| *byte == b'\n');
    let mut line = || std::str::from_utf8(lines.next()?).ok();
    let (stamp, validator, _, tags, _, versions) = (line()?, line()?, line()?, line()?, line()?, line()?);
    let body_at = entry.len() - lines.next()?.len();
    let digits = stamp.strip_prefix("n2")?;
    let (era, digits) = digits.split_at_checked(16)?;
    let is_one = !digits.is_empty()
        && era.bytes().all(|byte| byte.is_ascii_hexdigit())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !versions.is_empty()
        && versions.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_one.then_some(Head { era, validator, tags, versions, body_at })
}

impl Kept {
    fn run(&mut self, words: Words<'_>, without: Without, now_us: u64) -> Value {
        static NAMES: OnceLock<[String; 4]> = OnceLock::new();
        let names = NAMES
            .get_or_init(|| [&LOOKUP, &FILL, &INVALIDATE, &RELEASE].map(|script| script.sha1().to_owned()));
        match &words[0][..] {
            b"MGET" => Value::Array(words[1..].iter().map(|key| bulk(self.get(&text(key)))).collect()),
            b"GET" => bulk(self.get(&text(&words[1]))),
            b"PTTL" => Value::Int(self.keeps(&text(&words[1]))),
            b"SET" => {
                let before = self.get(&text(&words[1]));
                if before.is_none() {
                    self.set(&text(&words[1]), words[2].clone(), Some(number(&words[6])));
                }
                bulk(before)
            }
            b"EVALSHA" => {
                let (keys, arguments) = words[3..].split_at(number(&words[2]) as usize);
                let keys: Vec<String> = keys.iter().map(|key| text(key)).collect();
                match names.iter().position(|name| name.as_bytes() == words[1]) {
                    Some(0) => self.look_up(&keys, arguments, now_us),
                    Some(1) => self.fill(&keys, arguments, without),
                    Some(2) => self.invalidate(&keys, arguments, without, now_us),
                    Some(3) => self.release(&keys[0], arguments),
                    _ => panic!("an unknown script"),
                }
            }
            other => panic!("an unknown command: {}", text(other)),
        }
    }

    fn get(&self, key: &str) -> Option<Vec<u8>> {
        let (value, until) = self.values.get(key)?;
        until.is_none_or(|until| Instant::now() < until).then(|| value.clone())
    }

    fn set(&mut self, key: &str, value: impl Into<Vec<u8>>, keep_ms: Option<u64>) {
        let until = keep_ms.map(|ms| Instant::now() + Duration::from_millis(ms));
        self.values.insert(key.to_owned(), (value.into(), until));
    }

    fn keeps(&self, key: &str) -> i64 {
        match (self.get(key), self.values.get(key)) {
            (Some(_), Some((_, Some(until)))) => until.duration_since(Instant::now()).as_millis() as i64,
            (Some(_), _) => -1,
            _ => -2,
        }
    }

    fn look_up(&mut self, keys: &[String], arguments: Words<'_>, now_us: u64) -> Value {
        let clock = whole(self.get(&keys[2])).unwrap_or_else(|| {
            let clock = format!("{}{}{}", time_text(now_us), "0".repeat(16), text(&arguments[3]));
            self.set(&keys[2], clock.clone(), None);
            clock
        });
        let wanted = text(&arguments[0]);
        for (key, encoding) in [(&keys[0], &*wanted), (&keys[1], "identity")] {
            let Some(entry) = self.get(key) else { continue };
            let Some(head) = head_of(&entry) else { continue };
            if !self.may_be_served(&head, &clock, &keys[3], arguments) {
                break;
            }
            let etag = format!("{}.{encoding}", head.validator);
            let is_held = arguments[4..].iter().any(|held| held == b"*" || *held == etag.as_bytes());
            let mut reply = vec![
                bulk(Some(clock.into_bytes())),
                Value::Int(self.keeps(key)),
                bulk(Some(encoding.into())),
            ];
            if is_held && !head.validator.is_empty() {
                reply.extend([bulk(Some(entry[..head.body_at].to_vec())), bulk(Some("held".into()))]);
            } else {
                reply.push(bulk(Some(entry)));
            }
            return Value::Array(reply);
        }
        Value::Array(vec![bulk(Some(clock.into_bytes()))])
    }

    fn may_be_served(&self, head: &Head<'_>, clock: &str, namespace: &str, arguments: Words<'_>) -> bool {
        let (tags_begin, may_be_soft) = (text(&arguments[1]), arguments[2] == b"soft");
        let tags = head.tags.split(',').filter(|tag| !tag.is_empty());
        let names: Vec<String> = std::iter::once(namespace.to_owned())
            .chain(tags.map(|tag| format!("{tags_begin}{tag}")))
            .collect();
        *head.era == clock[32..]
            && head.versions.len() == 32 * names.len()
            && names.iter().enumerate().all(|(n, name)| {
                let filled = &head.versions[32 * n..32 * n + 32];
                whole(self.get(name)).is_some_and(|now| {
                    let is_soft = may_be_soft && now[..] >= *filled && now[32..] <= filled[..16];
                    now[..32] == *filled || is_soft
                })
            })
    }

    fn fill(&mut self, keys: &[String], arguments: Words<'_>, without: Without) -> Value {
        let start = text(&arguments[0]);
        let (start, era) = (start[..16].to_owned(), &start[16..]);
        let tags = number(&arguments[4]) as usize;
        let Some(clock) = whole(self.get(&keys[0])) else { return Value::Nil };
        let is_checked = without != Without::CheckOfFills;
        let removed = self.get(&keys[1]).is_some_and(|removed| text(&removed) >= start);
        if removed || *era != clock[32..] || number(start.as_bytes()) > number(&clock.as_bytes()[..16]) + 1 {
            return Value::Nil;
        }
        let mut versions = String::new();
        for name in &keys[2..2 + tags] {
            let version = whole(self.get(name)).unwrap_or_else(|| {
                let version = format!("{0}{1}{0}", &clock[..16], text(&arguments[3]));
                if version < start {
                    self.set(name, version.clone(), Some(number(&arguments[2])));
                }
                version
            });
            if version >= start && is_checked {
                return Value::Nil;
            }
            versions.push_str(&version[..32]);
        }
        let head = [&arguments[5], &b"\n"[..], versions.as_bytes(), b"\n"].concat();
        let keep_ms = Some(number(&arguments[1])).filter(|ms| *ms > 0);
        let mut names = keys[2 + tags..].iter();
        for (body, name) in arguments[6..].iter().zip(&mut names) {
            self.set(name, [&head[..], body].concat(), keep_ms);
        }
        for name in names {
            self.values.remove(name);
        }
        bulk(Some(clock.into_bytes()))
    }

    fn invalidate(&mut self, keys: &[String], arguments: Words<'_>, without: Without, now_us: u64) -> Value {
        let (kind, seen, names) =
            (text(&arguments[2]), number(&arguments[3]), number(&arguments[4]) as usize);
        let clock = whole(self.get(&keys[0]));
        let before = clock.as_ref().map_or(0, |clock| number(&clock.as_bytes()[..16]));
        let now = time_text(now_us.max(before + 1).max(seen + 1));
        let era = match &clock {
            Some(clock) if before >= seen && kind != "all" => clock[32..].to_owned(),
            _ => text(&arguments[1]),
        };
        for name in &keys[1..=names] {
            let known = whole(self.get(name)).filter(|_| kind == "soft");
            let hard = match known {
                _ if without == Without::WordOfHardOnes => "0".repeat(16),
                Some(known) => known[32..].to_owned(),
                None => now.clone(),
            };
            let version = format!("{now}{}{hard}", text(&arguments[1]));
            self.set(name, version, Some(number(&arguments[0])));
        }
        for entry in &keys[1 + names..] {
            self.values.remove(entry);
        }
        let clock = format!("{now}{}{era}", text(&arguments[1]));
        self.set(&keys[0], clock.clone(), None);
        bulk(Some(clock.into_bytes()))
    }

    fn release(&mut self, lease: &str, arguments: Words<'_>) -> Value {
        if self.get(lease).as_ref() != Some(&arguments[0]) {
            return Value::Int(0);
        }
        match number(&arguments[1]) {
            0 => drop(self.values.remove(lease)),
            pause_ms => self.set(lease, "pause", Some(pause_ms)),
        }
        Value::Int(1)
    }
}
