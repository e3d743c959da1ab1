//! Something that answers in a server's place, for tests of what happens in which order: no server can be made to show
//! every order, or one of them again. Not in any program: behind a feature that only tests turn on.

use std::pin::Pin;

use redis::{Arg, Value};

use crate::error::Unavailable;
use crate::trip::{Answers, Trip};

/// Answers in a server's place.
pub trait StandIn: Send + Sync {
    /// What a command, given as its words, is answered when it is its turn; none when the connection is lost.
    fn answer<'a>(
        &'a self,
        command: Vec<Vec<u8>>,
    ) -> Pin<Box<dyn Future<Output = Option<Value>> + Send + 'a>>;
}

impl Trip {
    /// As a server does it: one command after the other, and others' commands in between.
    pub(crate) async fn run_by(self, stand_in: &dyn StandIn) -> Result<Answers, Unavailable> {
        let mut values = Vec::new();
        for command in self.commands() {
            let words = command.args_iter().filter_map(|word| match word {
                Arg::Simple(bytes) => Some(bytes.to_vec()),
                _ => None,
            });
            values.push(stand_in.answer(words.collect()).await.ok_or(Unavailable::Disconnected)?);
        }
        Ok(Answers::of(values))
    }
}
