//! The demo logins, and the program as it is called.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use argon2::password_hash::{PasswordHash, PasswordVerifier as _};
use neurmatic_seed::logins::{Logins, ROLES, email};
use neurmatic_seed::{Options, SeedError, Size, seed};
use secrecy::ExposeSecret as _;
use tokio_postgres::Client;

use crate::database::{migrated, options};

fn file(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(uuid::Uuid::now_v7().to_string());
    std::fs::create_dir(&folder).unwrap();
    folder.join(name)
}

fn program(url: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_neurmatic-seed"))
        .args(["--size", "demo", "--logins"])
        .arg(file("logins.json"))
        .env("DATABASE_OWNER_URL", url)
        .output()
        .unwrap()
}

/// Every role's login works, is verified and has the role.
async fn assert_logins_work(client: &Client, logins: &Logins) {
    for role in ROLES {
        let row = client
            .query_one(
                "SELECT password_hash, role::text, email_verified_at IS NOT NULL AND status = 'active' FROM users WHERE email = $1",
                &[&email(role)],
            )
            .await
            .unwrap();
        let (hash, has, usable): (String, String, bool) = (row.get(0), row.get(1), row.get(2));
        let password = logins.password(role).unwrap().expose_secret().as_bytes();
        let parsed = PasswordHash::new(&hash).unwrap();
        assert!(argon2::Argon2::default().verify_password(password, &parsed).is_ok(), "{role}");
        assert!(has == role.as_str() && usable, "{role}");
    }
}

#[tokio::test]
async fn every_role_can_log_in_and_new_passwords_are_set_on_data_that_are_there() {
    migrated(async |client| {
        let first = options();
        seed(client, Size::Test, &first).await.unwrap();
        assert_logins_work(client, &first.logins).await;
        let second = Options { logins: Logins::generate().unwrap(), ..first };
        seed(client, Size::Test, &second).await.unwrap();
        assert_logins_work(client, &second.logins).await;
    })
    .await;
}

#[test]
fn the_logins_file_is_private_and_stays_the_same() {
    let file = file("logins.json");
    Logins::keep_in(&file).unwrap();
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    Logins::keep_in(&file).unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), written);
    let parsed: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(parsed["admin"]["email"], "admin@demo.example");
    assert!(parsed["user"]["password"].as_str().unwrap().len() >= 20);
}

#[test]
fn a_logins_file_that_holds_something_else_is_not_overwritten() {
    let file = file("logins.json");
    std::fs::write(&file, "my notes").unwrap();
    let refused = Logins::keep_in(&file).unwrap_err();
    assert!(matches!(&refused, SeedError::LoginsFile { .. }) && refused.to_string().contains("delete it"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "my notes");
}

#[test]
fn the_program_refuses_an_address_that_is_not_on_this_machine() {
    let output = program("postgres://owner:hunter2@db.example.org/neurmatic");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said, "neurmatic-seed: refuses: DATABASE_OWNER_URL is not on this machine\n");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_program_names_the_setting_that_it_lacks() {
    let said = String::from_utf8(program("").stderr).unwrap();
    assert!(said.contains("DATABASE_OWNER_URL is not set; it should be like postgres://"), "{said}");
}
