//! What people type: words as often as the generated texts hold them, and how titles and names begin.

use std::collections::{HashMap, HashSet};

use neurmatic_testing::World;
use rand::RngExt as _;
use rand::rngs::SmallRng;

use crate::known;

/// Texts of a type, drawn at random, that words are taken from; and titles and names of a kind likewise.
const DRAWN: i64 = 1_000;

/// Words of a search at most: a text with fewer different ones is left out.
const WORDS_MAX: usize = 3;

/// So many words count as common: those that most texts hold.
const COMMON: usize = 20;

/// Letters of a beginning.
const TYPED_MIN: usize = 2;
const TYPED_MAX: usize = 6;

const TEXTS: &str = "
    SELECT title || ' ' || summary || ' ' || content FROM articles WHERE id IN
        (SELECT id FROM articles WHERE status = 'published' ORDER BY md5(id::text) LIMIT $1::int8)
    UNION ALL
    SELECT title || ' ' || content FROM topics WHERE id IN
        (SELECT id FROM topics WHERE is_listed AND visibility = 'public' ORDER BY md5(id::text) LIMIT $1::int8)
    UNION ALL
    SELECT content FROM replies WHERE id IN
        (SELECT id FROM replies WHERE is_visible ORDER BY md5(id::text) LIMIT $1::int8)
    UNION ALL
    SELECT title || ' ' || description FROM jobs WHERE id IN
        (SELECT id FROM jobs WHERE status = 'active' ORDER BY md5(id::text) LIMIT $1::int8)";

const NAMES: &str = "
    SELECT name
    FROM (SELECT name, row_number() OVER (PARTITION BY kind ORDER BY md5(id::text)) AS place FROM titles) AS drawn
    WHERE place <= $1::int8";

/// What is typed. None of it is empty.
pub(crate) struct Words {
    /// The words of each text that searches look up, as often as it holds them.
    texts: Vec<Vec<String>>,
    /// Those that most texts hold, the commonest first.
    common: Vec<String>,
    /// Those that one of the texts holds.
    rare: Vec<String>,
    /// Titles and names.
    names: Vec<String>,
}

impl Words {
    /// Reads them; after [`known::prepare`].
    pub(crate) async fn read(world: &World) -> Self {
        let rows = world.owner().query(TEXTS, &[&DRAWN]).await.unwrap();
        let mut texts: Vec<Vec<String>> = rows.iter().map(|row| known::words(row.get(0))).collect();
        let looked_up = known::looked_up(world, &texts).await;
        for text in &mut texts {
            text.retain(|word| looked_up.contains(word));
        }
        texts.retain(|text| text.iter().collect::<HashSet<_>>().len() >= WORDS_MAX);
        let (common, rare) = extremes(&texts);
        let rows = world.owner().query(NAMES, &[&DRAWN]).await.unwrap();
        let names = rows.iter().map(|row| row.get(0)).collect();
        Self { texts, common, rare, names }
    }

    /// So many different words of one text, each as likely as the text holds it often.
    pub(crate) fn of_a_text(&self, words: usize, rng: &mut SmallRng) -> String {
        let text = pick(&self.texts, rng);
        let mut drawn: Vec<&str> = Vec::with_capacity(words);
        while drawn.len() < words.min(WORDS_MAX) {
            let word = pick(text, rng).as_str();
            if !drawn.contains(&word) {
                drawn.push(word);
            }
        }
        drawn.join(" ")
    }

    /// One of the words that most texts hold.
    pub(crate) fn common(&self, rng: &mut SmallRng) -> String {
        pick(&self.common, rng).clone()
    }

    /// One of the words that hardly any text holds.
    pub(crate) fn rare(&self, rng: &mut SmallRng) -> String {
        pick(&self.rare, rng).clone()
    }

    /// The word that most texts hold, and one that hardly any holds.
    pub(crate) fn extremes(&self) -> (&str, &str) {
        (&self.common[0], &self.rare[0])
    }

    /// How a title or a name begins.
    pub(crate) fn beginning(&self, rng: &mut SmallRng) -> String {
        loop {
            let letters = rng.random_range(TYPED_MIN..=TYPED_MAX);
            let typed: String = pick(&self.names, rng).chars().take(letters).collect();
            // "A " is too short to be asked for.
            if typed.trim().chars().count() >= TYPED_MIN {
                return typed;
            }
        }
    }
}

/// The words that most texts hold, the commonest first, and those that one text holds.
fn extremes(texts: &[Vec<String>]) -> (Vec<String>, Vec<String>) {
    let mut holding: HashMap<&str, usize> = HashMap::new();
    for text in texts {
        for word in text.iter().collect::<HashSet<_>>() {
            *holding.entry(word).or_default() += 1;
        }
    }
    let mut ranked: Vec<(&str, usize)> = holding.into_iter().collect();
    ranked.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let common = ranked.iter().take(COMMON).map(|(word, _)| (*word).to_owned()).collect();
    let rare = ranked.iter().filter(|(_, texts)| *texts == 1).map(|(word, _)| (*word).to_owned()).collect();
    (common, rare)
}

fn pick<'a, T>(all: &'a [T], rng: &mut SmallRng) -> &'a T {
    &all[rng.random_range(0..all.len())]
}
