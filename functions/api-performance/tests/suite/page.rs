//! The dashboard page: that anybody may load it and nothing is in it, what it may do, and that all it is made of is there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use api_performance::routes;
use aws_lc_rs::digest::{SHA256, digest};
use neurmatic_core::words::Role;
use neurmatic_testing::{Client, Reply, World};

const PAGE: &str = "/performance/";

/// What is of somebody else, and what it was when it was taken; `page/vendor/README.md` says from where.
const VENDORED: [(&str, &str); 3] = [
    ("uPlot.iife.min.js", "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f"),
    ("uPlot.min.css", "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04"),
    ("uPlot.LICENSE.txt", "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd"),
];

fn anybody(world: &World) -> Client {
    let services = world.services();
    world.client(routes().into_router(services.clone(), &services))
}

fn text(reply: &Reply) -> String {
    String::from_utf8(reply.body.to_vec()).unwrap()
}

fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The names of a folder's files.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    entries.map(|name| name.into_string().unwrap()).collect()
}

/// What stands between these in a text, each time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
}

/// Where the page says its files are, as a path of the interface.
async fn place(client: &Client) -> String {
    let page = text(&client.get(PAGE).await.expect(200));
    let release = between(&page, "src=\"assets/", "/").first().map(|release| (*release).to_owned()).unwrap();
    format!("{PAGE}assets/{release}")
}

#[tokio::test]
async fn anybody_gets_the_page_and_may_not_keep_it() {
    let world = World::new().await;
    let client = anybody(&world);
    let page = client.get(PAGE).await.expect(200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("private, no-cache, no-store"));
    assert!(page.header("set-cookie").is_none() && page.header("www-authenticate").is_none());
    let admin = world.user().role(Role::Admin).create().await;
    assert_eq!(client.signed_in(&admin).get(PAGE).await.body, page.body, "nothing in it depends on who asks");
}

#[tokio::test]
async fn the_page_may_run_and_load_nothing_but_what_is_ours() {
    let world = World::new().await;
    let client = anybody(&world);
    let page = client.get(PAGE).await;
    let policy = page.header("content-security-policy").unwrap();
    let said: BTreeSet<&str> = policy.split(';').map(str::trim).collect();
    let wanted = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ];
    assert_eq!(said, BTreeSet::from(wanted));
    assert!(!policy.contains("unsafe"));
    assert_eq!(page.header("x-frame-options"), Some("DENY"));
    // Other pages keep the policy that lets them bring their own styles.
    let docs = client.get("/docs").await;
    assert!(docs.header("content-security-policy").unwrap().contains("style-src 'unsafe-inline'"));
}

#[tokio::test]
async fn the_page_holds_no_script_no_style_and_no_figure_of_its_own() {
    let world = World::new().await;
    let page = text(&anybody(&world).get(PAGE).await);
    for script in between(&page, "<script", "</script>") {
        assert!(script.trim_end().ends_with('>') && script.contains("src=\"assets/"), "{script}");
    }
    for inline in ["<style", " style=", " onclick=", " onload=", "javascript:", "http://", "{assets}"] {
        let page = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!page.contains(inline), "{inline}");
    }
    for address in between(&page, "src=\"", "\"").into_iter().chain(between(&page, "href=\"", "\"")) {
        assert!(["assets/", "data:", "#"].iter().any(|own| address.starts_with(own)), "{address}");
    }
}

#[tokio::test]
async fn every_file_is_served_with_its_type_and_may_be_kept() {
    let world = World::new().await;
    let client = anybody(&world);
    let place = place(&client).await;
    let mut files = 0;
    for folder in ["script", "sections", "style", "vendor"] {
        for name in names(&source("page").join(folder)) {
            let media_type = match name.rsplit_once('.').unwrap().1 {
                "js" => "text/javascript; charset=utf-8",
                "css" => "text/css; charset=utf-8",
                _ => continue,
            };
            let reply = client.get(&format!("{place}/{folder}/{name}")).await.expect(200);
            assert_eq!(reply.header("content-type"), Some(media_type), "{name}");
            assert_eq!(reply.header("cache-control"), Some("public, max-age=31536000, s-maxage=2592000"));
            assert_eq!(
                text(&reply),
                std::fs::read_to_string(source("page").join(folder).join(&name)).unwrap()
            );
            files += 1;
        }
    }
    assert!(files > 30, "{files}");
    for name in names(&source("../../docs/runbooks")) {
        let reply = client.get(&format!("{place}/runbooks/{name}")).await.expect(200);
        assert_eq!(reply.header("content-type"), Some("text/plain; charset=utf-8"), "{name}");
    }
}

#[tokio::test]
async fn a_file_is_compressed_and_not_sent_to_who_holds_it() {
    let world = World::new().await;
    let client = anybody(&world);
    let chart = format!("{}/vendor/uPlot.iife.min.js", place(&client).await);
    let small = client.header("accept-encoding", "br").get(&chart).await.expect(200);
    assert_eq!(small.header("content-encoding"), Some("br"));
    assert!(small.body.len() < 30_000, "{}", small.body.len());
    let held = client.header("accept-encoding", "br").header("if-none-match", small.header("etag").unwrap());
    assert!(held.get(&chart).await.expect(304).body.is_empty());
}

#[tokio::test]
async fn all_that_the_page_and_its_scripts_name_is_there() {
    let world = World::new().await;
    let client = anybody(&world);
    let page = text(&client.get(PAGE).await);
    let mut named: Vec<String> = Vec::new();
    for attribute in ["src=\"assets/", "href=\"assets/"] {
        named.extend(between(&page, attribute, "\"").iter().map(|file| format!("{PAGE}assets/{file}")));
    }
    assert!(named.len() > 5);
    let place = place(&client).await;
    for folder in ["script", "sections"] {
        for name in names(&source("page").join(folder)) {
            let script = std::fs::read_to_string(source("page").join(folder).join(name)).unwrap();
            for import in between(&script, " from \"", "\"") {
                named.push(match import.strip_prefix("../") {
                    Some(elsewhere) => format!("{place}/{elsewhere}"),
                    None => format!("{place}/{folder}/{}", import.strip_prefix("./").unwrap()),
                });
            }
        }
    }
    for file in BTreeSet::from_iter(named) {
        client.get(&file).await.expect(200);
    }
}

#[tokio::test]
async fn what_is_no_file_of_this_release_is_not_there() {
    let world = World::new().await;
    let client = anybody(&world);
    let place = place(&client).await;
    for other in [
        format!("{place}/script/other.js"),
        format!("{place}/vendor/README.md"),
        format!("{place}/runbooks/main.js"),
        format!("{PAGE}assets/0000000000000000/script/main.js"),
    ] {
        assert_eq!(client.get(&other).await.expect(404).code(), "not_found", "{other}");
    }
    client.get(&format!("{place}/script/..%2f..%2fCargo.toml")).await.expect(400);
}

#[test]
fn nothing_of_the_interface_can_become_markup() {
    for folder in ["script", "sections"] {
        for name in names(&source("page").join(folder)) {
            let script = std::fs::read_to_string(source("page").join(folder).join(&name)).unwrap();
            for way in
                ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "DOMParser"]
            {
                assert!(!script.contains(way), "{name} has {way}: set textContent");
            }
            for store in ["localStorage", "sessionStorage", "document.cookie", "indexedDB"] {
                assert!(!script.contains(store), "{name} has {store}: a token is kept in memory only");
            }
        }
    }
}

#[test]
fn what_is_of_somebody_else_is_as_it_was_published() {
    let notes = std::fs::read_to_string(source("page/vendor/README.md")).unwrap();
    assert!(
        notes.contains("1.6.32") && notes.contains("sha512-KIMVnG68zvu5XXUbC4LQEPnhwOxBuLyW1AHtpm6IKTXI")
    );
    for (name, wanted) in VENDORED {
        let file = std::fs::read(source("page/vendor").join(name)).unwrap();
        let hash: String = digest(&SHA256, &file).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, wanted, "{name}");
    }
}
