//! Packages of this checkout: the same bytes twice, and beside them what they are made of.

use std::path::{Path, PathBuf};

use neurmatic_release::deployment::Architecture;
use neurmatic_release::manifest::Manifest;
use neurmatic_release::pack::{Request, pack};
use serde_json::Value;

/// What stands for a program: only its head is looked at.
fn program(machine: u16) -> Vec<u8> {
    let mut bytes = vec![0x7f, b'E', b'L', b'F', 2, 1, 1];
    bytes.resize(18, 0);
    bytes.extend(machine.to_le_bytes());
    bytes.resize(4096, 7);
    bytes
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("neurmatic-packages-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn request(folder: &Path, out: &str) -> Request {
    Request {
        architecture: Architecture::Arm64,
        programs: folder.to_owned(),
        out: folder.join(out),
        checkout: Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."),
        commit: "0123456789abcdef".to_owned(),
        dirty: false,
        built_by: vec!["rustc 1.95.0".to_owned()],
        functions: vec!["migrate".to_owned(), "api-auth".to_owned()],
    }
}

#[test]
fn the_same_programs_give_the_same_packages() {
    let folder = folder("twice");
    for name in ["migrate", "api-auth"] {
        std::fs::write(folder.join(name), program(183)).unwrap();
    }
    let (one, other) = (pack(&request(&folder, "one")).unwrap(), pack(&request(&folder, "other")).unwrap());
    assert_eq!(one, other);
    assert_eq!(one.functions[0].name, "api-auth", "in order of their names");
    assert_eq!(Manifest::read(&folder.join("one")).unwrap(), one);
    for package in &one.functions {
        let bytes = package.zip(&folder.join("one")).unwrap();
        assert_eq!(bytes, package.zip(&folder.join("other")).unwrap());
        let bill = |out: &str| std::fs::read_to_string(folder.join(out).join(&package.sbom)).unwrap();
        assert_eq!(bill("one"), bill("other"));
    }
    let bill = std::fs::read_to_string(folder.join("one/api-auth.cdx.json")).unwrap();
    let bill: Value = serde_json::from_str(&bill).unwrap();
    let names: Vec<&str> = bill["components"]
        .as_array()
        .unwrap()
        .iter()
        .map(|component| component["name"].as_str().unwrap())
        .collect();
    assert!(names.contains(&"neurmatic-http") && names.contains(&"tokio-postgres"), "{names:?}");
    assert!(!names.contains(&"neurmatic-testing"), "tests are no part of it");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_program_for_another_machine_is_named_and_not_packaged() {
    let folder = folder("machine");
    for name in ["migrate", "api-auth"] {
        std::fs::write(folder.join(name), program(62)).unwrap();
    }
    let refused = format!("{:#}", pack(&request(&folder, "out")).unwrap_err());
    assert!(refused.starts_with("migrate can't be packaged: it is not for arm64"), "{refused}");
    std::fs::remove_dir_all(folder).unwrap();
}
