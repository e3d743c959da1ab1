//! Who follows what. Most users follow some things, a few very many; what is popular is followed most.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Area, CATEGORIES, Table, categories, forum, models, tags};
use crate::copy::Rows;
use crate::rng::{Rng, shuffled};
use crate::world::{MODELS, TAGS, World};

pub(super) const AREA: Area = Area {
    tables: &[Table {
        name: "follows",
        columns: "follower_id, target_type, target_id, created_at",
        units: World::users,
        write,
    }],
    finish: "
        UPDATE users SET following_count = f.n
        FROM (SELECT follower_id, count(*) AS n FROM follows GROUP BY 1) AS f WHERE users.id = f.follower_id;
        UPDATE users SET follower_count = f.n
        FROM (SELECT target_id, count(*) AS n FROM follows WHERE target_type = 'user' GROUP BY 1) AS f
        WHERE users.id = f.target_id;
        UPDATE companies SET follower_count = f.n
        FROM (SELECT target_id, count(*) AS n FROM follows WHERE target_type = 'company' GROUP BY 1) AS f
        WHERE companies.id = f.target_id;
        UPDATE llm_models SET follower_count = f.n
        FROM (SELECT target_id, count(*) AS n FROM follows WHERE target_type = 'model' GROUP BY 1) AS f
        WHERE llm_models.id = f.target_id;
        UPDATE news_tags SET follower_count = f.n
        FROM (SELECT target_id, count(*) AS n FROM follows WHERE target_type = 'tag' GROUP BY 1) AS f
        WHERE news_tags.id = f.target_id;
        UPDATE forum_tags SET follower_count = f.n
        FROM (SELECT target_id, count(*) AS n FROM follows WHERE target_type = 'tag' GROUP BY 1) AS f
        WHERE forum_tags.id = f.target_id;
        UPDATE news_categories SET follower_count = f.n
        FROM (SELECT target_id, count(*) AS n FROM follows WHERE target_type = 'category' GROUP BY 1) AS f
        WHERE news_categories.id = f.target_id;
        UPDATE forum_categories SET follower_count = f.n
        FROM (SELECT target_id, count(*) AS n FROM follows WHERE target_type = 'category' GROUP BY 1) AS f
        WHERE forum_categories.id = f.target_id",
    recount: "
        SELECT 'following_count of user ' || u.username FROM users u
        LEFT JOIN (SELECT follower_id, count(*) AS n FROM follows GROUP BY 1) AS f ON f.follower_id = u.id
        WHERE u.following_count <> coalesce(f.n, 0)
        UNION ALL
        SELECT 'follower_count of ' || t.name
        FROM (SELECT id, username AS name, follower_count FROM users
              UNION ALL SELECT id, slug, follower_count FROM companies
              UNION ALL SELECT id, slug, follower_count FROM llm_models
              UNION ALL SELECT id, slug, follower_count FROM news_tags
              UNION ALL SELECT id, slug, follower_count FROM forum_tags
              UNION ALL SELECT id, slug, follower_count FROM news_categories
              UNION ALL SELECT id, slug, follower_count FROM forum_categories) AS t
        LEFT JOIN (SELECT target_id, count(*) AS n FROM follows GROUP BY 1) AS f ON f.target_id = t.id
        WHERE t.follower_count <> coalesce(f.n, 0)",
    ..Area::EMPTY
};

/// Things that a user follows at most.
const FOLLOWS_MAX: u64 = 400;

/// What a user follows, each once.
fn of_user(world: &World, user: u64) -> BTreeSet<(&'static str, Uuid)> {
    let mut rng = Rng::of("follows.of_user", user);
    let wanted = match rng.below(1000) {
        _ if world.login(user).is_some() => 15,
        0..3 => FOLLOWS_MAX,
        3..500 => 1 + rng.rank(40),
        _ => 0,
    };
    (0..wanted).filter_map(|_| target(world, user, &mut rng)).collect()
}

fn target(world: &World, user: u64, rng: &mut Rng) -> Option<(&'static str, Uuid)> {
    let popular = |rng: &mut Rng, n: u64| shuffled(rng.rank(n), n);
    Some(match rng.below(100) {
        0..40 => {
            let other =
                if rng.permille(500) { popular(rng, world.authors()) } else { rng.rank(world.users()) };
            (other != user).then(|| ("user", world.user_id(other)))?
        }
        40..55 => ("company", world.company_id(popular(rng, world.size.companies()))),
        55..70 => ("model", models::id(world, rng.rank(MODELS))),
        70..80 => ("tag", tags::id(world, rng.rank(TAGS))),
        80..88 => ("tag", forum::popular_tag(world, rng)),
        88..94 => ("category", categories::id(world, popular(rng, CATEGORIES))),
        _ => ("category", forum::popular_category(world, rng)),
    })
}

fn write(world: &World, user: u64, rows: &mut Rows) {
    let (user_id, joined) = (world.user_id(user), world.user_created(user));
    for (place, (kind, id)) in (0..).zip(of_user(world, user)) {
        let mut rng = Rng::of("follows.row", user * FOLLOWS_MAX + place);
        rows.add(&[&user_id, &kind, &id, &joined.towards(world.now, rng.unit())]);
    }
}
