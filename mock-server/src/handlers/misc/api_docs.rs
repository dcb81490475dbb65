//! `GET /api-docs`.

use crate::exchange::{Exchange, HTML};
use crate::library::Thrown;

/// The page that leads to the one with the slash, written past the hook.
const REDIRECT: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Redirecting</title>\n\
                        </head>\n<body>\n<pre>Redirecting to /api-docs/</pre>\n</body>\n</html>\n";

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Leads to the documentation page.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    ex.raw(301, Some(HTML), REDIRECT)
}
