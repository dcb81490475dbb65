//! The client and session that the arguments name.

use std::time::Duration;

use wppkit::{Client, Pace, Session, Timeouts};

use crate::{arguments::Global, failure::Failure};

const CREDENTIALS: &str =
    "set WPPKIT_SECRET_KEY to the server's secret key, or WPPKIT_TOKEN to a token of the session";
const SESSION: &str = "name it with --session NAME or WPPKIT_SESSION";

/// A client for the server that the arguments name.
pub(crate) fn client(global: &Global) -> Result<Client, Failure> {
    if global.token().is_none() && global.secret_key().is_none() {
        return Err(Failure::usage("no secret key and no token", CREDENTIALS));
    }
    any_client(global)
}

/// A client that may have no credentials.
fn any_client(global: &Global) -> Result<Client, Failure> {
    let mut builder = Client::builder(global.url());
    if let Some(token) = global.token() {
        builder = builder.token(token);
    }
    if let Some(key) = global.secret_key() {
        builder = builder.secret_key(key);
    }
    if let Some(region) = global.region() {
        builder = builder.default_region(region);
    }
    if let Some(timeout) = global.timeout {
        builder = builder.timeouts(timeouts(timeout));
    }
    if let Some(factor) = global.pace {
        builder = builder.pace(pace(factor));
    }
    // The rest of the SDK's variables, such as WPPKIT_TOKEN_FILE.
    Ok(builder.env()?.build()?)
}

/// The SDK's pace, faster or slower.
pub(crate) fn pace(factor: f64) -> Pace {
    let mut pace = Pace::default();
    let waits = [
        &mut pace.poll,
        &mut pace.poll_max,
        &mut pace.debounce,
        &mut pace.stuck_after,
        &mut pace.logout_settle,
        &mut pace.orphan,
        &mut pace.diagnose_patience,
    ];
    for wait in waits {
        *wait = wait.mul_f64(factor);
    }
    pace
}

fn timeouts(each: Duration) -> Timeouts {
    let mut timeouts = Timeouts::default();
    timeouts.connect = timeouts.connect.min(each);
    timeouts.normal = each;
    timeouts.session = each;
    timeouts.media = each;
    timeouts
}

/// The session that the arguments name.
pub(crate) fn session(global: &Global) -> Result<Session, Failure> {
    let name = name(global)?;
    Ok(client(global)?.session(name)?)
}

/// The session that the arguments name, even if there are no credentials for it.
pub(crate) fn patient(global: &Global) -> Result<Session, Failure> {
    Ok(any_client(global)?.session(name(global)?)?)
}

fn name(global: &Global) -> Result<&str, Failure> {
    global.session().ok_or_else(|| Failure::usage("no session", SESSION))
}
