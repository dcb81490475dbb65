//! Which events a handler wants.

use std::{fmt, str::FromStr, sync::Arc};

use regex::Regex;
use wppkit_api::{
    events::{EventKind, Source},
    types::ChatKind,
};

use super::Received;
use crate::{Error, ErrorCode};

/// A test of events. Filters are put together with [`Filter::and`], [`Filter::or`] and [`Filter::not`].
///
/// ```
/// use wppkit::events::{ChatKind, EventKind, Filter};
///
/// # fn main() -> wppkit::Result<()> {
/// let orders = Filter::kind(EventKind::Message)
///     .and(Filter::chat(ChatKind::Person))
///     .and(Filter::text("(?i)^(pedido|order) ([0-9]+)")?);
/// let same: Filter = "kind=onmessage chat=person text=(?i)^(pedido|order)".parse()?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Filter(Arc<dyn Fn(&Received) -> bool + Send + Sync>);

impl Filter {
    /// A test of one's own.
    pub fn new(test: impl Fn(&Received) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(test))
    }

    /// Everything.
    pub fn any() -> Self {
        Self::new(|_| true)
    }

    /// Events of one kind.
    pub fn kind(kind: EventKind) -> Self {
        Self::new(move |event| event.kind() == kind)
    }

    /// Events of one of these kinds.
    pub fn kinds(kinds: impl IntoIterator<Item = EventKind>) -> Self {
        let kinds: Vec<EventKind> = kinds.into_iter().collect();
        Self::new(move |event| kinds.contains(&event.kind()))
    }

    /// Events of one session.
    pub fn session(name: impl Into<String>) -> Self {
        let name = name.into();
        Self::new(move |event| event.session() == name)
    }

    /// Events that came this way.
    pub fn source(source: Source) -> Self {
        Self::new(move |event| event.source() == source)
    }

    /// Events of such conversations.
    pub fn chat(kind: ChatKind) -> Self {
        Self::new(move |event| event.chat().and_then(ChatKind::of) == Some(kind))
    }

    /// Events of one conversation.
    pub fn in_chat(id: impl Into<String>) -> Self {
        let id = id.into();
        Self::new(move |event| event.chat() == Some(&*id))
    }

    /// Events of one of these conversations, such as all ids of a person ([`crate::ResolvedChat::ids`]).
    pub fn in_chats(ids: impl IntoIterator<Item = String>) -> Self {
        let ids: Vec<String> = ids.into_iter().collect();
        Self::new(move |event| event.chat().is_some_and(|chat| ids.iter().any(|id| id == chat)))
    }

    /// Messages whose text or caption matches this regular expression.
    ///
    /// # Errors
    /// `invalid_input` with the place, if it is none.
    pub fn text(pattern: &str) -> Result<Self, Error> {
        let pattern = Regex::new(pattern).map_err(|error| {
            Error::new(ErrorCode::InvalidInput, format!("no regular expression: {error}")).with_source(error)
        })?;
        Ok(Self::new(move |event| event.text().is_some_and(|text| pattern.is_match(text))))
    }

    /// Messages of the account itself, or of others.
    pub fn from_me(own: bool) -> Self {
        Self::new(move |event| {
            event
                .message()
                .is_some_and(|message| message.from_me.unwrap_or_else(|| message.id.from_me()) == own)
        })
    }

    /// Messages of this type: `chat`, `image`, `video`, `audio`, `ptt`, `document`, `sticker`, `location`, …;
    /// `media` is any with a file.
    pub fn media(kind: impl Into<String>) -> Self {
        let kind = kind.into();
        Self::new(move |event| {
            event.message().is_some_and(|message| match &*kind {
                "media" => message.mimetype.is_some() || message.is_media == Some(true),
                kind => message.kind.as_deref() == Some(kind),
            })
        })
    }

    /// Both must pass.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::new(move |event| self.passes(event) && other.passes(event))
    }

    /// One of the two must pass.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::new(move |event| self.passes(event) || other.passes(event))
    }

    /// It must not pass.
    #[must_use]
    #[allow(clippy::should_implement_trait, reason = "`filter.not()` reads like `and` and `or`")]
    pub fn not(self) -> Self {
        Self::new(move |event| !self.passes(event))
    }

    /// Whether the event passes.
    pub fn passes(&self, event: &Received) -> bool {
        (self.0)(event)
    }

    fn term(term: &str) -> Result<Self, Error> {
        let (negated, term) = term.strip_prefix('!').map_or((false, term), |term| (true, term));
        let (key, value) = term.split_once('=').unwrap_or(("kind", term));
        let filter = match key {
            "kind" => {
                let kinds: Result<Vec<_>, _> = value
                    .split(',')
                    .map(|name| EventKind::named(name).ok_or_else(|| no_kind(name)))
                    .collect();
                Self::kinds(kinds?)
            }
            "session" => Self::session(value),
            "source" => Self::source(Source::named(value).ok_or_else(|| unknown(term))?),
            "chat" => match ChatKind::named(value) {
                Some(kind) => Self::chat(kind),
                None if value.contains('@') => Self::in_chat(value),
                None => return Err(unknown(term)),
            },
            "text" => Self::text(value)?,
            "from-me" => Self::from_me(value.parse().map_err(|_| unknown(term))?),
            "media" => Self::media(value),
            _ => return Err(unknown(term)),
        };
        Ok(if negated { filter.not() } else { filter })
    }
}

impl FromStr for Filter {
    type Err = Error;

    /// Terms separated by spaces, all of which must pass: `kind=onmessage,onack`, `session=NAME`, `source=webhook`,
    /// `chat=person|group|newsletter|status|broadcast|ID`, `text=REGEX` (takes the rest of the line),
    /// `from-me=true`, `media=image`; `!` before a term turns it round, and a bare word is a kind.
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut filter = Self::any();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let whole = rest.trim_start_matches('!').starts_with("text=");
            let end = if whole { rest.len() } else { rest.find(char::is_whitespace).unwrap_or(rest.len()) };
            let (term, tail) = rest.split_at(end);
            filter = filter.and(Self::term(term)?);
            rest = tail.trim_start();
        }
        Ok(filter)
    }
}

fn unknown(term: &str) -> Error {
    Error::new(ErrorCode::InvalidInput, format!("`{term}` is no filter")).with_hint(
        "kind=onmessage,onack session=NAME source=webhook|socket|recovered chat=person|group|newsletter|status|ID \
         text=REGEX from-me=true|false media=image; ! before a term turns it round",
    )
}

fn no_kind(name: &str) -> Error {
    let names: Vec<_> = EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
    Error::new(ErrorCode::InvalidInput, format!("`{name}` is no kind of event"))
        .with_hint(format!("kinds: {}", names.join(", ")))
}

impl fmt::Debug for Filter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Filter")
    }
}
