//! Reads everything that the clients of a test binary say, whichever test they run in: logs and spans down to trace, panics,
//! and what the tests hand in. A secret key or a token in it ends the whole run: nothing can swallow that.

use std::{
    collections::{BTreeSet, VecDeque},
    fmt::Write as _,
    io::{self, Write},
    sync::{Mutex, MutexGuard, Once, PoisonError},
};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{Layer as _, filter::Targets, fmt::format::FmtSpan, prelude::*};
use wppkit::Error;

static KNOWN: Mutex<Known> = Mutex::new(Known { secrets: BTreeSet::new(), recent: VecDeque::new() });
/// Characters of a token of the server after `$2b$04$`.
const HASH: usize = 53;
/// Lines that are kept for secrets that become known after they were written.
const RECENT: usize = 2_000;

struct Known {
    secrets: BTreeSet<String>,
    recent: VecDeque<String>,
}

fn known() -> MutexGuard<'static, Known> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on nothing may show this, nor may what was logged lately. Tokens of the server are known by their form.
pub(crate) fn watch_for(secret: &str) {
    static WATCHING: Once = Once::new();
    WATCHING.call_once(|| {
        // What the mock of a test logs is the server's.
        let clients =
            Targets::new().with_default(LevelFilter::TRACE).with_target("wppkit_mock", LevelFilter::OFF);
        let reading = tracing_subscriber::fmt::layer()
            .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE)
            .with_ansi(false)
            .with_writer(|| Reader)
            .with_filter(clients);
        let subscriber = tracing_subscriber::registry().with(reading);
        tracing::subscriber::set_global_default(subscriber).expect("nobody else logs here");
        read_panics();
    });
    know(secret);
}

/// The same where the test has a subscriber of its own, which hands on what it gets.
pub(crate) fn know(secret: &str) {
    let mut known = known();
    if known.secrets.insert(secret.to_owned()) {
        known.recent.iter().for_each(|line| end_if_shown(line, &known.secrets));
    }
}

/// Panics are read from now on; once is enough.
pub(crate) fn read_panics() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        look_through(&panic.to_string());
        hook(panic);
    }));
}

/// Reads what would be printed.
struct Reader;

impl Write for Reader {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let line = String::from_utf8_lossy(bytes).into_owned();
        let mut known = known();
        end_if_shown(&line, &known.secrets);
        if known.recent.len() == RECENT {
            known.recent.pop_front();
        }
        known.recent.push_back(line);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Ends the run if the text shows what it must not show.
pub(crate) fn look_through(text: &str) {
    end_if_shown(text, &known().secrets);
}

/// Looks through all forms of an error and of its causes.
pub(crate) fn check_error(error: &Error) {
    look_through(&every_form(error));
}

/// All that an error says: for people, for developers, and its causes.
pub(crate) fn every_form(error: &Error) -> String {
    let mut text = format!("{error} {error:#} {error:?} {error:#?} {:?} {:?}", error.hint(), error.message());
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        // Writing to a String cannot fail.
        let _ = write!(text, " {deeper} {deeper:?}");
        cause = deeper.source();
    }
    text
}

fn end_if_shown(text: &str, secrets: &BTreeSet<String>) {
    if let Some(at) = shown_at(text, secrets) {
        // What stands before it tells where it comes from.
        drop(writeln!(io::stderr(), "a secret key or a token is shown: {}***", &text[..at]));
        std::process::abort();
    }
}

/// Where the first secret or token of the server stands.
pub(crate) fn shown_at(text: &str, secrets: &BTreeSet<String>) -> Option<usize> {
    secrets.iter().filter_map(|secret| text.find(secret.as_str())).chain(token_at(text)).min()
}

/// Where a bcrypt hash stands, in its own alphabet or in the server's.
fn token_at(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len()).filter(|at| bytes[*at] == b'$').find(|at| {
        let head = bytes.get(*at..*at + 7);
        let tail = bytes.get(*at + 7..*at + 7 + HASH);
        head.is_some_and(|head| head.starts_with(b"$2") && head[3] == b'$' && head[6] == b'$')
            && tail.is_some_and(|tail| {
                tail.iter().all(|byte| byte.is_ascii_alphanumeric() || b"./_-+".contains(byte))
            })
    })
}
