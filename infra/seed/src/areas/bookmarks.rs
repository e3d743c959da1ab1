//! Bookmarks and their collections. Most users keep few, some keep hundreds; popular articles are kept most.

use super::{Area, Table};
use crate::calendar::Moment;
use crate::copy::Rows;
use crate::prose;
use crate::rng::Rng;
use crate::world::World;
use uuid::Uuid;

pub(super) const AREA: Area = Area {
    tables: &[
        Table {
            name: "bookmark_collections",
            columns: "id, user_id, name, description, is_default, created_at, updated_at",
            units: World::users,
            write: write_collections,
        },
        Table {
            name: "bookmarks",
            columns: "id, user_id, article_id, collection_id, notes, created_at",
            units: World::users,
            write: write_bookmarks,
        },
    ],
    recount: "
        SELECT 'bookmark_count of user ' || u.username FROM users u
        LEFT JOIN (SELECT user_id, count(*) AS n FROM bookmarks GROUP BY 1) AS b ON b.user_id = u.id
        WHERE u.bookmark_count <> coalesce(b.n, 0)
        UNION ALL
        SELECT 'bookmark_count of article ' || a.slug FROM articles a
        LEFT JOIN (SELECT article_id, count(*) AS n FROM bookmarks GROUP BY 1) AS b ON b.article_id = a.id
        WHERE a.bookmark_count <> coalesce(b.n, 0)",
    ..Area::EMPTY
};

/// The most that an account may have.
const BOOKMARKS_MAX: u64 = 500;
/// The default collection, then those that some users add, in this order.
const COLLECTIONS: [&str; 5] = ["Read Later", "For the team", "Worth citing", "Experiments", "Newsletter"];

/// One bookmark of a user.
pub(crate) struct Bookmark {
    pub(crate) article: u64,
    at: Moment,
    /// The place of its collection in the user's.
    collection: Option<u64>,
}

/// The bookmarks of a user, each of another article.
pub(crate) fn of_user(world: &World, user: u64) -> Vec<Bookmark> {
    let mut rng = Rng::of("bookmarks.of_user", user);
    let joined = world.user_created(user);
    let wanted = match rng.below(1000) {
        0..3 => rng.between(200, BOOKMARKS_MAX),
        3..300 => 0,
        _ => 1 + rng.rank(72),
    };
    let mut bookmarks: Vec<Bookmark> = (0..wanted)
        .filter_map(|_| {
            let (article, since) = world.popular_article(&mut rng, world.now)?;
            let at = joined.max(since).towards(world.now, rng.unit().powi(2));
            let collection = (!rng.permille(100)).then(|| rng.rank(collections_of(user)));
            Some(Bookmark { article, at, collection })
        })
        .collect();
    bookmarks.sort_by_key(|bookmark| bookmark.article);
    bookmarks.dedup_by_key(|bookmark| bookmark.article);
    bookmarks
}

fn collections_of(user: u64) -> u64 {
    let mut rng = Rng::of("bookmarks.collections", user);
    if rng.permille(150) { 2 + rng.rank(COLLECTIONS.len() as u64 - 1) } else { 1 }
}

fn collection_id(world: &World, user: u64, place: u64) -> Uuid {
    Rng::of("bookmarks.collection_id", user * 8 + place).id(world.user_created(user))
}

fn write_collections(world: &World, user: u64, rows: &mut Rows) {
    let created = world.user_created(user);
    for (place, name) in (0..collections_of(user)).zip(COLLECTIONS) {
        let mut rng = Rng::of("bookmarks.collection", user * 8 + place);
        let description = (place > 0 && rng.permille(300)).then(|| prose::title(&mut rng));
        let id = collection_id(world, user, place);
        rows.add(&[&id, &world.user_id(user), &name, &description, &(place == 0), &created, &created]);
    }
}

fn write_bookmarks(world: &World, user: u64, rows: &mut Rows) {
    let user_id = world.user_id(user);
    for (place, bookmark) in (0..).zip(of_user(world, user)) {
        let mut rng = Rng::of("bookmarks.row", user * BOOKMARKS_MAX + place);
        let notes = rng.permille(50).then(|| prose::title(&mut rng));
        let collection = bookmark.collection.map(|place| collection_id(world, user, place));
        rows.add(&[
            &rng.id(bookmark.at),
            &user_id,
            &world.article_id(bookmark.article),
            &collection,
            &notes,
            &bookmark.at,
        ]);
    }
}
