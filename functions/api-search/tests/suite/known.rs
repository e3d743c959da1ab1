//! Known items: what there is, sought by the words of its own title or by its name, must come up. For the test on a few
//! generated data, and for the benchmark on many.

use std::collections::HashSet;
use std::fmt;

use neurmatic_testing::{Client, World};
use serde_json::Value;
use uuid::Uuid;

/// Of the things that nothing else is called like, so many of a hundred must be among the first hits.
const FOUND_PERCENT_MIN: f64 = 95.0;

/// The first hits.
const HITS: usize = 10;

/// Words of a title that are typed.
const TITLE_WORDS: usize = 3;

/// Things of a kind, drawn at random, among which those are chosen that are sought.
const DRAWN: i64 = 2_000;

/// Things that were missed and are told by name, of a line.
const MISSED_SHOWN: usize = 3;

const DRAW: &str = "SELECT id, name FROM titles WHERE kind = $1::text ORDER BY md5(id::text) LIMIT $2::int8";

/// Whether nothing else has all the words in its title or name.
const IS_UNIQUE: &str = "
    SELECT (SELECT count(*) FROM (
        SELECT FROM titles t WHERE t.words @@ websearch_to_tsquery('english', wanted.sought) LIMIT 2
    ) AS holding) = 1
    FROM unnest($1::text[]) WITH ORDINALITY AS wanted (sought, place)
    ORDER BY wanted.place";

/// Those of the words that searches look up: no stop words.
const LOOKED_UP: &str =
    "SELECT word FROM unnest($1::text[]) AS word WHERE numnode(plainto_tsquery('english', word)) = 1";

/// How the things of a kind are sought.
#[derive(Clone, Copy, Debug)]
struct Kind {
    /// As `titles.sql` calls it.
    name: &'static str,
    /// As a facet calls it.
    facet: &'static str,
    /// By the first words of the title, and not by the whole name.
    by_words: bool,
}

const KINDS: [Kind; 7] = [
    Kind { name: "articles", facet: "articles", by_words: true },
    Kind { name: "topics", facet: "topics", by_words: true },
    Kind { name: "jobs", facet: "jobs", by_words: true },
    Kind { name: "companies", facet: "companies", by_words: false },
    Kind { name: "models", facet: "models", by_words: false },
    Kind { name: "users", facet: "users", by_words: false },
    Kind { name: "usernames", facet: "users", by_words: false },
];

/// Something that is there.
#[derive(Debug)]
struct Thing {
    id: Uuid,
    name: String,
    sought: String,
    is_unique: bool,
}

/// Where a thing stands among the first hits, from 0.
#[derive(Clone, Copy, Debug)]
struct Found {
    itself: Option<usize>,
    /// It, or another that is called the same.
    called_so: Option<usize>,
    /// More of its type match than are looked at.
    is_capped: bool,
}

/// How the things of a kind were found.
#[derive(Debug)]
struct Line {
    what: String,
    is_judged: bool,
    found: Vec<Found>,
    /// What was typed for those that weren't among the first hits.
    missed: Vec<String>,
}

/// How everything was found.
#[derive(Debug)]
pub(crate) struct Checked(Vec<Line>);

/// Lists everything that may be found. Once for a world, before the rest.
pub(crate) async fn prepare(world: &World) {
    world.sql(include_str!("titles.sql")).await;
}

/// Seeks so many things of each kind that nothing else is called like, and as many of those with any title.
pub(crate) async fn check(world: &World, client: &Client, items: usize) -> Checked {
    let mut lines = Vec::new();
    for kind in KINDS {
        let things = draw(world, kind).await;
        let own = if kind.by_words { "by a title of their own" } else { "by a name of their own" };
        if kind.by_words {
            let any: Vec<&Thing> = things.iter().take(items).collect();
            lines.push(look_for(world, client, kind, "by any title", &any).await);
        }
        let unique: Vec<&Thing> = things.iter().filter(|thing| thing.is_unique).take(items).collect();
        lines.push(Line { is_judged: true, ..look_for(world, client, kind, own, &unique).await });
    }
    Checked(lines)
}

/// The words of a text, of three letters and more, in lower case.
pub(crate) fn words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| word.len() > 2);
    words.map(str::to_ascii_lowercase).collect()
}

/// Those of the words that searches look up.
pub(crate) async fn looked_up(world: &World, texts: &[Vec<String>]) -> HashSet<String> {
    let distinct: HashSet<&str> = texts.iter().flatten().map(String::as_str).collect();
    let distinct: Vec<&str> = distinct.into_iter().collect();
    let rows = world.owner().query(LOOKED_UP, &[&distinct]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// A path with a text that is sought.
pub(crate) fn target(path: &str, q: &str) -> String {
    format!("{path}?{}", form_urlencoded::Serializer::new(String::new()).append_pair("q", q).finish())
}

/// Things of a kind, in a random order.
async fn draw(world: &World, kind: Kind) -> Vec<Thing> {
    let rows = world.owner().query(DRAW, &[&kind.name, &DRAWN]).await.unwrap();
    let named: Vec<(Uuid, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let mut sought: Vec<String> = named.iter().map(|(_, name)| name.clone()).collect();
    if kind.by_words {
        let titles: Vec<Vec<String>> = sought.iter().map(|title| words(title)).collect();
        let known = looked_up(world, &titles).await;
        sought = titles.iter().map(|title| first_of(title, &known)).collect();
    }
    // The planner doesn't know how few titles hold a text's words, and might read them all for each text.
    world.sql("SET enable_seqscan = off").await;
    let rows = world.owner().query(IS_UNIQUE, &[&sought]).await.unwrap();
    world.sql("RESET enable_seqscan").await;
    let things = named.into_iter().zip(sought).zip(&rows);
    things.map(|(((id, name), sought), row)| Thing { id, name, sought, is_unique: row.get(0) }).collect()
}

/// The first words of a title that are looked up.
fn first_of(title: &[String], known: &HashSet<String>) -> String {
    let first: Vec<&str> =
        title.iter().filter(|word| known.contains(*word)).map(String::as_str).take(TITLE_WORDS).collect();
    first.join(" ")
}

/// Seeks each of the things.
async fn look_for(world: &World, client: &Client, kind: Kind, how: &str, things: &[&Thing]) -> Line {
    let (mut found, mut missed) = (Vec::with_capacity(things.len()), Vec::new());
    for thing in things {
        let place = place_of(world, client, kind, thing).await;
        if place.itself.is_none() {
            missed.push(thing.sought.clone());
        }
        found.push(place);
    }
    Line { what: format!("{}, {how}", kind.name), is_judged: false, found, missed }
}

/// Searches everything for a thing, from an address that no limit has counted.
async fn place_of(world: &World, client: &Client, kind: Kind, thing: &Thing) -> Found {
    let target = format!("{}&limit={HITS}", target("/search", &thing.sought));
    let data = client.from_address(&world.address()).get(&target).await.expect(200).data();
    let (hits, facets) = (data["hits"].as_array().unwrap(), data["facets"].as_array().unwrap());
    let id = thing.id.to_string();
    Found {
        itself: hits.iter().position(|hit| hit["id"].as_str() == Some(id.as_str())),
        called_so: hits.iter().position(|hit| is_called(hit, &thing.name)),
        is_capped: facets.iter().any(|facet| facet["type"] == kind.facet && facet["isCapped"] == true),
    }
}

/// Whether a hit has this title or name.
fn is_called(hit: &Value, name: &str) -> bool {
    let pieces = hit["title"].as_array().unwrap();
    let title: String = pieces.iter().map(|piece| piece["text"].as_str().unwrap()).collect();
    title == name || hit["slug"].as_str() == Some(name)
}

impl Checked {
    /// Whether enough was found of what nothing else is called like.
    pub(crate) fn is_good(&self) -> bool {
        self.0.iter().all(|line| !line.fails())
    }
}

impl Line {
    fn fails(&self) -> bool {
        let share = self.percent(|found| found.itself.is_some());
        self.is_judged && !self.found.is_empty() && share < FOUND_PERCENT_MIN
    }

    fn percent(&self, is_wanted: impl Fn(&Found) -> bool) -> f64 {
        let wanted = self.found.iter().filter(|found| is_wanted(found)).count();
        100.0 * wanted as f64 / self.found.len().max(1) as f64
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<36}{:>7}{:>10}{:>10}{:>12}{:>12}{:>10}",
            "of a hundred", "things", "first", "of 10", "name first", "name of 10", "capped"
        )?;
        self.0.iter().try_for_each(|line| write!(f, "{line}"))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<36}{:>7}", self.what, self.found.len())?;
        if self.found.is_empty() {
            return writeln!(f, "  there are none");
        }
        writeln!(
            f,
            "{:>10.1}{:>10.1}{:>12.1}{:>12.1}{:>10.1}{}",
            self.percent(|found| found.itself == Some(0)),
            self.percent(|found| found.itself.is_some()),
            self.percent(|found| found.called_so == Some(0)),
            self.percent(|found| found.called_so.is_some()),
            self.percent(|found| found.is_capped),
            if self.fails() { "   TOO FEW" } else { "" }
        )?;
        if self.is_judged && !self.missed.is_empty() {
            let shown: Vec<&str> = self.missed.iter().map(String::as_str).take(MISSED_SHOWN).collect();
            writeln!(f, "    missed, {} in all: {}", self.missed.len(), shown.join("; "))?;
        }
        Ok(())
    }
}
