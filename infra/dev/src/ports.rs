//! Loopback ports: fixed by a variable, else the one of last time, else any free one.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result, bail};

/// The variable that fixes the port of a part.
fn variable(part: &str) -> &'static str {
    match part {
        "postgres" => "NEURMATIC_DATABASE_PORT",
        "redis" => "NEURMATIC_REDIS_PORT",
        "aws" => "NEURMATIC_AWS_PORT",
        "edge" => "NEURMATIC_EDGE_PORT",
        "edge-cache" => "NEURMATIC_EDGE_CACHE_PORT",
        "mailbox" => "NEURMATIC_MAILBOX_PORT",
        _ => "NEURMATIC_API_PORT",
    }
}

/// Picks the port of a part. Its variable fixes it; `last` is kept when it is free, so that addresses stay the same.
pub(crate) fn pick(part: &str, last: Option<u16>) -> Result<u16> {
    let variable = variable(part);
    if let Some(port) = fixed(variable)? {
        if !is_free(port) {
            bail!("port {port} is taken by another program; choose another with {variable} or stop it");
        }
        return Ok(port);
    }
    match last {
        Some(port) if is_free(port) => Ok(port),
        _ => free(),
    }
}

/// Any free loopback port.
pub(crate) fn free() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

/// Whether nothing listens on the loopback port.
pub(crate) fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

fn fixed(variable: &str) -> Result<Option<u16>> {
    match std::env::var(variable) {
        Ok(text) => match text.parse() {
            Ok(port) if port > 0 => Ok(Some(port)),
            _ => bail!("{variable} is `{text}`, but should be a port from 1 to 65535"),
        },
        Err(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_not_free() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(!is_free(port));
        drop(listener);
        assert!(is_free(port));
    }
}
