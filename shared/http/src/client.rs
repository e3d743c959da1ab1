//! Where a request comes from. Headers are believed only with the origin secret; else the connection tells.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::extract::ConnectInfo;
use axum::http::{HeaderName, Request};
use lambda_http::request::RequestContext;
use neurmatic_config::{DirectClients, Edge};
use secrecy::ExposeSecret as _;

use crate::problem::Problem;

/// Proves that the edge sent the request; the edge overwrites whatever the visitor sent.
pub const ORIGIN_SECRET: HeaderName = HeaderName::from_static("x-origin-secret");

/// The visitor's address, as the edge saw it.
pub const CLIENT_ADDRESS: HeaderName = HeaderName::from_static("cf-connecting-ip");

/// The client's address, by which it is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// The address of whoever sent `request`.
///
/// # Errors
/// 403 when direct clients are refused and this is one.
pub(crate) fn address_of<B>(edge: &Edge, request: &Request<B>) -> Result<ClientAddress, Problem> {
    let header = |name: &HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    if header(&ORIGIN_SECRET).is_some_and(|sent| is_origin_secret(edge, sent)) {
        let seen_by_edge = header(&CLIENT_ADDRESS).and_then(|address| address.trim().parse().ok());
        if let Some(address) = seen_by_edge {
            return Ok(ClientAddress(address));
        }
    } else if edge.direct_clients == DirectClients::Deny {
        return Err(Problem::forbidden(
            "direct_client",
            "this address answers the edge only: use the public one",
        ));
    }
    Ok(ClientAddress(connection_of(request)))
}

fn is_origin_secret(edge: &Edge, sent: &str) -> bool {
    // Every secret is compared, so that the time tells nothing of which one it was.
    edge.origin_secrets.iter().fold(false, |found, secret| {
        verify_slices_are_equal(secret.expose_secret().as_bytes(), sent.as_bytes()).is_ok() | found
    })
}

fn connection_of<B>(request: &Request<B>) -> IpAddr {
    if let Some(RequestContext::ApiGatewayV2(context)) = request.extensions().get::<RequestContext>() {
        let address = context.http.source_ip.as_deref().and_then(|address| address.parse().ok());
        return address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    }
    let connection = request.extensions().get::<ConnectInfo<SocketAddr>>();
    connection.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| address.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(direct_clients: DirectClients) -> Edge {
        Edge { origin_secrets: vec!["a".repeat(32).into(), "b".repeat(32).into()], direct_clients }
    }

    fn request(secret: &str) -> Request<()> {
        let connection = ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 1)));
        let builder = Request::builder().header(ORIGIN_SECRET, secret).header(CLIENT_ADDRESS, "198.51.100.7");
        builder.extension(connection).body(()).unwrap()
    }

    #[test]
    fn the_header_is_believed_with_either_secret_and_not_without() {
        let edge = edge(DirectClients::Allow);
        for (secret, expected) in [
            ("a".repeat(32), "198.51.100.7"),
            ("b".repeat(32), "198.51.100.7"),
            ("c".repeat(32), "192.0.2.1"),
        ] {
            let address = address_of(&edge, &request(&secret)).unwrap();
            assert_eq!(address.0.to_string(), expected);
        }
    }

    #[test]
    fn direct_clients_can_be_refused() {
        let edge = edge(DirectClients::Deny);
        assert!(address_of(&edge, &request("")).is_err());
        assert!(address_of(&edge, &request(&"a".repeat(32))).is_ok());
    }
}
