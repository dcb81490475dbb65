//! From a request line, headers and raw body to something that can be answered: what the middlewares do before
//! a handler runs, without looking at the world.

use bytes::Bytes;
use hyper::header::{self, HeaderMap};
use hyper::http::request::Parts;
use wppkit_api::{Auth, Method, match_route};

use super::express::auth::{self, Credentials, NoToken};
use super::express::body::{Parser, RawBody};
use super::express::error_page::Refusal;
use super::express::pages;
use super::express::{MediaType, body, form};
use crate::exchange::ApiRequest;

/// A request as far as it goes without the world.
pub(crate) enum Prepared {
    /// A middleware refuses it.
    Refused(Refusal),
    /// No route takes it.
    NotFound,
    /// The documentation page, which is outside of the API.
    Documentation,
    /// An operation.
    Operation(Box<Operation>),
}

/// A request to an operation, with what its middlewares still have to do.
pub(crate) struct Operation {
    /// What the handler will see.
    pub(crate) request: ApiRequest,
    /// Token to be checked; none on routes that check none.
    pub(crate) credentials: Option<Result<Credentials, NoToken>>,
    /// Multipart body that is still to be read.
    pub(crate) upload: Option<PendingUpload>,
    /// Whether its token was minted, or could not be.
    pub(crate) is_minted: bool,
}

/// A multipart body.
pub(crate) struct PendingUpload {
    /// Boundary named by the content type.
    pub(crate) boundary: Option<String>,
    /// The field that may hold the file.
    pub(crate) field: &'static str,
    /// The body.
    pub(crate) bytes: Bytes,
}

/// The method under which routes are listed; HEAD runs the routes of GET.
pub(crate) fn route_method(method: &hyper::Method) -> Option<Method> {
    match method.as_str() {
        "GET" | "HEAD" => Some(Method::Get),
        "POST" => Some(Method::Post),
        "PUT" => Some(Method::Put),
        "DELETE" => Some(Method::Delete),
        _ => None,
    }
}

/// A header as text; none when it is absent or no text.
pub(crate) fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Runs the middlewares on a request.
pub(crate) fn prepare(head: &Parts, path: &str, media_type: Option<&MediaType>, raw: RawBody) -> Prepared {
    let Parts { method, headers, .. } = head;
    let parsed = match body::parse(media_type, text(headers, header::CONTENT_ENCODING), &raw) {
        Ok(parsed) => parsed,
        Err(refusal) => return Prepared::Refused(refusal),
    };
    if matches!(method.as_str(), "GET" | "HEAD") && pages::is_documentation(path) {
        return Prepared::Documentation;
    }
    let routed = route_method(method).and_then(|method| match_route(method, path));
    let Some((entry, raw_parameters)) = routed else {
        if let Some(raw) = undecodable(path) {
            return Prepared::Refused(Refusal::parameter(raw));
        }
        return Prepared::NotFound;
    };
    let mut parameters = Vec::with_capacity(raw_parameters.len());
    for (name, raw) in raw_parameters {
        match form::percent_decode(raw) {
            Some(value) => parameters.push((name, value)),
            None => return Prepared::Refused(Refusal::parameter(raw)),
        }
    }
    let mut request = ApiRequest::new(entry);
    request.parameters = parameters;
    request.content_type = text(headers, header::CONTENT_TYPE).map(str::to_owned);
    request.body = parsed;
    if let Some(query) = head.uri.query().filter(|query| !query.is_empty()) {
        request.query = form::with_booleans(form::parse(query, form::QUERY_DEPTH));
    }
    let credentials = (entry.meta.auth == Auth::Token)
        .then(|| auth::credentials(request.parameter("session"), text(headers, header::AUTHORIZATION)));
    request.session = match entry.meta.auth {
        Auth::Token => auth::session_name(request.parameter("session")).to_owned(),
        Auth::SecretInPath | Auth::None => request.parameter("session").to_owned(),
    };
    let upload = entry.meta.multipart.filter(|_| Parser::of(media_type) == Parser::Multipart).map(|field| {
        let boundary = media_type.and_then(|media_type| media_type.parameter("boundary"));
        PendingUpload { boundary: boundary.map(str::to_owned), field, bytes: raw.bytes }
    });
    Prepared::Operation(Box::new(Operation { request, credentials, upload, is_minted: false }))
}

/// A parameter that cannot be decoded in a path that some other method has a route for: Express decodes the
/// parameters of every route that fits the path, before it looks at the method.
fn undecodable(path: &str) -> Option<&str> {
    if !path.contains('%') {
        return None;
    }
    [Method::Get, Method::Post, Method::Put, Method::Delete]
        .into_iter()
        .filter_map(|method| match_route(method, path))
        .flat_map(|(_, parameters)| parameters)
        .map(|(_, raw)| raw)
        .find(|raw| form::percent_decode(raw).is_none())
}
