//! Where a request goes.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use hyper::{
    Uri,
    header::HeaderValue,
    http::uri::{Authority, Parts, PathAndQuery, Scheme},
};
use percent_encoding::percent_decode_str;
use url::{Host, Position, Url};

use super::failure::{Failure, invalid};

/// A server with a path and a query of its own. May contain the secret key.
#[derive(Clone)]
pub(crate) struct Address {
    pub(super) server: Arc<Server>,
    target: PathAndQuery,
}

/// What the addresses of a server have in common, read once for all requests: doing that anew costs a tenth of a call.
#[derive(Debug)]
pub(crate) struct Server {
    scheme: Scheme,
    authority: Authority,
    pub(super) host: HeaderValue,
    /// User and password of the address; they leave as a header. Within the address hyper would not send them, and its
    /// pool would log them.
    pub(super) credentials: Option<HeaderValue>,
    pub(super) tls: bool,
    /// It is this machine, where no proxy of the environment can reach.
    pub(super) loopback: bool,
}

impl Address {
    /// Reads an address that is written out.
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        Self::of(&Url::parse(text).map_err(|error| invalid(&error.to_string()))?)
    }

    /// An address as it was read.
    pub(crate) fn of(url: &Url) -> Result<Self, Failure> {
        let target = url[Position::BeforePath..Position::AfterQuery].to_owned();
        Arc::new(Server::of(url)?).at(target)
    }

    pub(crate) fn uri(&self) -> Result<Uri, Failure> {
        let mut parts = Parts::default();
        parts.scheme = Some(self.server.scheme.clone());
        parts.authority = Some(self.server.authority.clone());
        parts.path_and_query = Some(self.target.clone());
        Uri::from_parts(parts).map_err(|_| unwritable())
    }
}

impl Server {
    /// The server that an address names.
    pub(crate) fn of(url: &Url) -> Result<Self, Failure> {
        let host = &url[Position::BeforeHost..Position::AfterPort];
        Ok(Self {
            scheme: url.scheme().parse().map_err(|_| unwritable())?,
            authority: host.parse().map_err(|_| unwritable())?,
            host: HeaderValue::from_str(host).map_err(|_| unwritable())?,
            credentials: credentials(url),
            tls: url.scheme() == "https",
            loopback: match url.host() {
                Some(Host::Domain(name)) => name == "localhost",
                Some(Host::Ipv4(address)) => address.is_loopback(),
                Some(Host::Ipv6(address)) => address.is_loopback(),
                None => false,
            },
        })
    }

    /// The address of a path, percent-encoded, with its query.
    pub(crate) fn at(self: Arc<Self>, target: String) -> Result<Address, Failure> {
        let target = PathAndQuery::from_maybe_shared(Bytes::from(target)).map_err(|_| unwritable())?;
        Ok(Address { server: self, target })
    }
}

fn unwritable() -> Failure {
    invalid("the address cannot be written into a request")
}

fn credentials(url: &Url) -> Option<HeaderValue> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let mut pair: Vec<u8> = percent_decode_str(url.username()).collect();
    pair.push(b':');
    pair.extend(percent_decode_str(url.password().unwrap_or_default()));
    let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_as_they_were_read_without_credentials() {
        for (given, uri, host, loopback) in [
            (
                "http://127.0.0.1:21465/a%2Fb@c?x=1",
                "http://127.0.0.1:21465/a%2Fb@c?x=1",
                "127.0.0.1:21465",
                true,
            ),
            ("http://user:p%40ss@host:80/hook", "http://host/hook", "host", false),
            ("https://[::1]:8443", "https://[::1]:8443/", "[::1]:8443", true),
            ("https://wpp.example.com/?a=b#c", "https://wpp.example.com/?a=b", "wpp.example.com", false),
        ] {
            let address = Address::parse(given).ok().unwrap();
            assert_eq!(address.uri().ok().unwrap().to_string(), uri);
            assert_eq!(address.server.host, host);
            assert_eq!((address.server.loopback, address.server.tls), (loopback, given.starts_with("https")));
        }
        let with_credentials = Address::parse("http://user:p%40ss@host/").ok().unwrap();
        let header = with_credentials.server.credentials.clone().unwrap();
        assert_eq!(header.to_str().unwrap(), format!("Basic {}", STANDARD.encode("user:p@ss")));
        assert!(!format!("{:?}", with_credentials.server).contains(&STANDARD.encode("user:p@ss")));
    }
}
