//! A release that passes every look before its shift, and fails whoever uses it.

use std::path::PathBuf;

use neurmatic_release::hash;
use neurmatic_release::manifest::{FILE, Manifest};
use neurmatic_release::zip::{Entry, zip};

use crate::stage::Stage;

/// Answers what a release asks a new version, and ends at anything else. The emulator is in Python, so that Python is there.
const BOOTSTRAP: &str = r#"#!/usr/bin/env python3
import json, os, sys, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(api + "next") as event:
        id = event.headers["lambda-runtime-aws-request-id"]
        if json.load(event).get("rawPath") != "/release-probe":
            sys.exit(1)
    answer = json.dumps({"statusCode": 404, "body": ""}).encode()
    urllib.request.urlopen(urllib.request.Request(api + id + "/response", data=answer)).read()
"#;

/// The packages of the next release, of which one is broken. The folder is gone with it.
pub(crate) struct Broken(pub(crate) PathBuf);

impl Broken {
    /// Breaks the program of a function.
    pub(crate) fn of(stage: &Stage, function: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("neurmatic-broken-{}", std::process::id()));
        let architecture = stage.deployment.architecture.folder();
        let (from, to) = (stage.next.join(architecture), folder.join(architecture));
        std::fs::create_dir_all(&to).unwrap();
        let mut manifest = Manifest::read(&from).unwrap();
        for package in &mut manifest.functions {
            if package.name == function {
                let entry = Entry { name: "bootstrap", mode: 0o755, bytes: BOOTSTRAP.as_bytes() };
                let bytes = zip(&[entry]).unwrap();
                package.zip_sha256 = hash::hex(&bytes);
                std::fs::write(to.join(&package.zip), bytes).unwrap();
            } else {
                std::fs::copy(from.join(&package.zip), to.join(&package.zip)).unwrap();
            }
        }
        manifest.write(&to).unwrap();
        assert!(to.join(FILE).is_file());
        Self(folder)
    }
}

impl Drop for Broken {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}
