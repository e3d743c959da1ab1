//! The forum: categories, tags, topics, replies, votes, reports. A few topics have very many replies, most have few;
//! what people earned by it is added up by the database itself.

mod facts;
mod replies;
mod reports;
mod tally;
mod taxonomy;
mod topics;
mod votes;

use super::Area;

pub(crate) use tally::ForumTally;
pub(crate) use topics::subject;

pub(super) const TAXONOMY: Area = taxonomy::AREA;
pub(super) const TOPICS: Area = topics::AREA;
pub(super) const REPLIES: Area = replies::AREA;
pub(super) const VOTES: Area = votes::AREA;
pub(super) const REPORTS: Area = reports::AREA;
