//! One round trip, filled by several rooms.
//!
//! Parts are pipelined, not a transaction: each is atomic by itself, and one that fails leaves the others be.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{
    Arg, Cmd, FromRedisValue, Pipeline, RedisError, ServerError, ServerErrorKind, ToRedisArgs, Value,
};

use crate::error::{PartError, Unavailable};
use crate::script::Script;
use crate::server::Redis;

/// A part's place in its trip, to take its answer by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part(usize);

/// A round trip being filled.
#[derive(Debug)]
pub struct Trip {
    redis: Redis,
    commands: Pipeline,
    /// For each command, the script it runs, if it runs one.
    scripts: Vec<Option<&'static Script>>,
}

/// What Redis answered, part by part.
#[derive(Debug)]
pub struct Answers {
    values: Vec<Option<Value>>,
}

impl Trip {
    pub(crate) fn new(redis: Redis) -> Self {
        Self { redis, commands: Pipeline::new(), scripts: Vec::new() }
    }

    /// The Redis this trip goes to, to name keys by.
    pub fn redis(&self) -> &Redis {
        &self.redis
    }

    /// Whether no part was added yet.
    pub fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    /// Adds a script call. `keys` are full names (see [`Redis::key`]); `args` may be one value, a slice or a
    /// tuple.
    pub fn script(
        &mut self,
        script: &'static Script,
        keys: &[impl AsRef<str>],
        args: impl ToRedisArgs,
    ) -> Part {
        let mut command = redis::cmd("EVALSHA");
        command.arg(script.sha1()).arg(keys.len());
        for key in keys {
            command.arg(key.as_ref());
        }
        command.arg(args);
        self.add(command, Some(script))
    }

    /// Adds a `GET`.
    pub fn get(&mut self, key: &str) -> Part {
        let mut command = redis::cmd("GET");
        command.arg(key);
        self.add(command, None)
    }

    /// Adds any other command. It must not block the connection or change its state (`BLPOP`, `SUBSCRIBE`,
    /// `SELECT`, `MULTI`): the process has only this one.
    pub fn command(&mut self, command: Cmd) -> Part {
        self.add(command, None)
    }

    /// Goes, and waits for the answers at most `budget`. A trip without parts goes nowhere.
    pub async fn send(self, budget: Duration) -> Result<Answers, Unavailable> {
        if self.is_empty() {
            return Ok(Answers { values: Vec::new() });
        }
        let redis = self.redis.clone();
        redis.run(self, budget).await
    }

    fn add(&mut self, command: Cmd, script: Option<&'static Script>) -> Part {
        self.commands.add_command(command);
        self.scripts.push(script);
        Part(self.commands.len() - 1)
    }

    pub(crate) async fn run_on(self, connection: &mut MultiplexedConnection) -> Result<Answers, Unavailable> {
        let mut values = send_all(connection, &self.commands).await?;
        let again = self.not_known_to_the_server(&values);
        if !again.is_empty() {
            let mut commands = Pipeline::with_capacity(again.len());
            let (places, spelled_out): (Vec<usize>, Vec<Cmd>) = again.into_iter().unzip();
            for command in spelled_out {
                commands.add_command(command);
            }
            for (place, value) in places.into_iter().zip(send_all(connection, &commands).await?) {
                if let Some(slot) = values.get_mut(place) {
                    *slot = value;
                }
            }
        }
        refuse_if_unable(&values)?;
        Ok(Answers::of(values))
    }

    #[cfg(feature = "stand-in")]
    pub(crate) fn commands(&self) -> impl Iterator<Item = &Cmd> {
        self.commands.cmd_iter()
    }

    /// The script calls that did not run because the server lacks the script, with their places, as `EVAL`.
    /// Only these are sent again: the other parts have had their effect.
    fn not_known_to_the_server(&self, values: &[Value]) -> Vec<(usize, Cmd)> {
        let parts = values.iter().zip(self.commands.cmd_iter()).zip(&self.scripts).enumerate();
        parts
            .filter(|(_, ((value, _), _))| error_kind(value) == Some(ServerErrorKind::NoScript))
            .filter_map(|(place, ((_, command), script))| Some((place, spell_out(command, (*script)?))))
            .collect()
    }
}

/// The same call as `EVAL` with the script's text.
fn spell_out(evalsha: &Cmd, script: &'static Script) -> Cmd {
    let mut eval = redis::cmd("EVAL");
    eval.arg(script.text());
    for argument in evalsha.args_iter().skip(2) {
        if let Arg::Simple(bytes) = argument {
            eval.arg(bytes);
        }
    }
    eval
}

impl Answers {
    pub(crate) fn of(values: Vec<Value>) -> Self {
        Self { values: values.into_iter().map(Some).collect() }
    }

    /// Takes a part's answer. Bodies come without a copy as `Value` or `bytes::Bytes`.
    pub fn take<T: FromRedisValue>(&mut self, part: Part) -> Result<T, PartError> {
        match self.values.get_mut(part.0).and_then(Option::take) {
            None => Err(PartError::Absent),
            Some(Value::ServerError(error)) => Err(PartError::Server(error)),
            Some(value) => Ok(T::from_redis_value(value)?),
        }
    }
}

async fn send_all(
    connection: &mut MultiplexedConnection,
    commands: &Pipeline,
) -> Result<Vec<Value>, Unavailable> {
    let mut each = commands.cmd_iter();
    if let (Some(command), None) = (each.next(), each.next()) {
        return Ok(vec![connection.send_packed_command(command).await?]);
    }
    Ok(connection.send_packed_commands(commands, 0, commands.len()).await?)
}

/// Errors that say something of the server, not of the command.
fn refuse_if_unable(values: &[Value]) -> Result<(), Unavailable> {
    use ServerErrorKind::{BusyLoading, ClusterDown, MasterDown, ReadOnly};
    for value in values {
        if let (Some(BusyLoading | ClusterDown | MasterDown | ReadOnly), Value::ServerError(error)) =
            (error_kind(value), value)
        {
            return Err(Unavailable::Refusing(error.clone()));
        }
    }
    Ok(())
}

fn error_kind(value: &Value) -> Option<ServerErrorKind> {
    match value {
        Value::ServerError(error) => ServerError::kind(error),
        _ => None,
    }
}

impl From<RedisError> for Unavailable {
    fn from(error: RedisError) -> Self {
        Self::Lost(error)
    }
}
