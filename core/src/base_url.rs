//! The base URL, with advice for the usual mistakes.

use std::sync::Arc;

use url::{Url, form_urlencoded};

use crate::{
    Error,
    transport::{Address, Failure, Server},
};

/// A base URL that was checked, parsed once for all calls.
#[derive(Debug, Clone)]
pub(crate) struct BaseUrl {
    /// Without a slash at the end.
    text: String,
    server: Arc<Server>,
    /// The path that every address begins with, percent-encoded.
    prefix: String,
}

impl BaseUrl {
    /// The URL without a slash at the end.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The address of a path, percent-encoded, that starts with a slash; the query is encoded here.
    pub(crate) fn join(&self, path: String, query: &[(&'static str, String)]) -> Result<Address, Failure> {
        let mut target = if self.prefix.is_empty() { path } else { [&*self.prefix, &*path].concat() };
        if !query.is_empty() {
            target.push('?');
            let start = target.len();
            target = form_urlencoded::Serializer::for_suffix(target, start).extend_pairs(query).finish();
        }
        Arc::clone(&self.server).at(target)
    }
}

/// Checks the base URL.
pub(crate) fn check_base_url(text: &str) -> Result<BaseUrl, Error> {
    let text = text.trim();
    let refuse = |problem: &str, hint: String| {
        Err(Error::invalid_input(format!("the base URL {problem}")).with_hint(hint))
    };
    const EXAMPLE: &str = "give the server's root, such as http://127.0.0.1:21465";
    if text.is_empty() {
        return refuse("is empty", EXAMPLE.to_owned());
    }
    if !text.contains("://") {
        return refuse("has no scheme", format!("write http://{text} or https://{text}"));
    }
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => return refuse(&format!("cannot be read: {error}"), EXAMPLE.to_owned()),
    };
    if !matches!(url.scheme(), "http" | "https") {
        return refuse(&format!("has the scheme {}", url.scheme()), "use http:// or https://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse(
            "contains credentials",
            "leave them out: the server takes a token, which the SDK sends".to_owned(),
        );
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("contains ? or #", EXAMPLE.to_owned());
    }
    let base = url.as_str().trim_end_matches('/');
    if let Some(root) = base.strip_suffix("/api").or_else(|| base.strip_suffix("/api-docs")) {
        return refuse("is not the server's root", format!("leave the last part out: {root}"));
    }
    if base.split('/').any(|segment| segment == "api") {
        return refuse("contains the path of a route", EXAMPLE.to_owned());
    }
    let server = match Server::of(&url) {
        Ok(server) => Arc::new(server),
        Err(failure) => return refuse(&format!("cannot be used: {}", failure.cause), EXAMPLE.to_owned()),
    };
    let prefix = url.path().trim_end_matches('/').to_owned();
    Ok(BaseUrl { text: base.to_owned(), server, prefix })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_urls_lose_only_the_slash() {
        for (given, kept) in [
            ("http://127.0.0.1:21465", "http://127.0.0.1:21465"),
            (" http://127.0.0.1:21465/ ", "http://127.0.0.1:21465"),
            ("https://wpp.example.com/whatsapp/", "https://wpp.example.com/whatsapp"),
            ("http://[::1]:21465", "http://[::1]:21465"),
        ] {
            let base = check_base_url(given).unwrap();
            assert_eq!(base.as_str(), kept);
            let path = || "/api/a%2Fb@c/x".to_owned();
            let address = base.join(path(), &[]).ok().unwrap();
            assert_eq!(address.uri().ok().unwrap().to_string(), format!("{kept}{}", path()));
            let address =
                base.join(path(), &[("a", "b c&d".to_owned()), ("e", "ã".to_owned())]).ok().unwrap();
            assert_eq!(address.uri().ok().unwrap().query(), Some("a=b+c%26d&e=%C3%A3"));
        }
    }

    #[test]
    fn bad_urls_come_with_advice() {
        for (given, advice) in [
            ("", "http://127.0.0.1:21465"),
            ("localhost:21465", "http://localhost:21465"),
            ("127.0.0.1", "http://127.0.0.1"),
            ("ftp://host", "http://"),
            ("http://", "http://127.0.0.1:21465"),
            ("http://host:99999", "http://127.0.0.1:21465"),
            ("http://user:pw@host", "leave them out"),
            ("http://host/api", "http://host"),
            ("http://host/api/shop/SECRET/generate-token", "root"),
            ("http://host/?a=b", "root"),
        ] {
            let error = check_base_url(given).expect_err(given);
            assert_eq!(error.code(), crate::ErrorCode::InvalidInput);
            assert!(error.hint().unwrap().contains(advice), "{given}: {error:?}");
            assert!(
                !format!("{error:?}").contains("SECRET") && !format!("{error:?}").contains("pw"),
                "{error:?}"
            );
        }
    }
}
