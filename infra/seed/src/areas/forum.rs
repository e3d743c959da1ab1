//! The forum: categories, tags, topics, replies, votes, reports. A few topics have very many replies, most have few;
//! what people earned by it is added up by the database itself.

mod facts;
mod replies;
mod reports;
mod tally;
mod taxonomy;
mod topics;
mod votes;

use neurmatic_core::words::CategoryVisibility;
use uuid::Uuid;

use super::Area;
use crate::rng::Rng;
use crate::world::World;

pub(crate) use tally::ForumTally;
pub(crate) use topics::subject;

pub(super) const TAXONOMY: Area = taxonomy::AREA;
pub(super) const TOPICS: Area = topics::AREA;
pub(super) const REPLIES: Area = replies::AREA;
pub(super) const VOTES: Area = votes::AREA;
pub(super) const REPORTS: Area = reports::AREA;

/// The id of a tag; the first ones are used most.
pub(super) fn popular_tag(world: &World, rng: &mut Rng) -> Uuid {
    taxonomy::tag_id(world, rng.rank(facts::FORUM_TAGS))
}

/// The id of a category that whoever is signed in sees.
pub(super) fn popular_category(world: &World, rng: &mut Rng) -> Uuid {
    let seen = |category: u64| {
        let named = facts::CATEGORIES.get(category as usize);
        named.is_some_and(|(_, visibility)| *visibility != CategoryVisibility::ModeratorOnly)
    };
    let drawn = rng.rank(facts::FORUM_CATEGORIES);
    taxonomy::category_id(world, if seen(drawn) { drawn } else { 0 })
}
