//! Unguessable tokens in webhook addresses: nothing that the server posts is signed, so the address is the proof.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rusqlite::params;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::Inbox;
use crate::{Error, ErrorCode};

/// Bytes of a token: 256 bits that nobody guesses.
const BYTES: usize = 32;

/// The tokens of all sessions, kept in the inbox's file, which other processes may write, too.
pub(crate) struct Tokens {
    inbox: Inbox,
    /// What of other processes' writing `known` has seen, as the file counts it.
    version: AtomicI64,
    known: Mutex<Known>,
    /// Held by who changes what is known: what was read before must not replace what came later.
    changing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Known {
    sessions: HashMap<String, Pair>,
    /// Sessions by the hash of their token: how long a search takes tells nothing of a token.
    by_hash: HashMap<[u8; 32], String>,
    /// Address below which the webhook of a session was last given out.
    bases: HashMap<String, String>,
}

#[derive(Clone)]
struct Pair {
    current: String,
    /// Takes over when the server uses it for the first time.
    next: Option<String>,
}

impl Tokens {
    pub(crate) fn open(inbox: &Inbox) -> Result<Self, Error> {
        let known = inbox.database().call_blocking("read webhook tokens", |connection| read(connection))?;
        // No version is negative: the first miss reads once more.
        let (version, changing) = (AtomicI64::new(-1), tokio::sync::Mutex::default());
        Ok(Self { inbox: inbox.clone(), version, known: Mutex::new(known), changing })
    }

    /// Reads again if another process has written since; whether it did. For who holds `changing`.
    async fn refresh(&self) -> Result<bool, Error> {
        let version = self.inbox.data_version().await?;
        if self.version.swap(version, Ordering::AcqRel) == version {
            return Ok(false);
        }
        let known = self.inbox.database().call("read webhook tokens", |connection| read(connection)).await?;
        *self.known() = known;
        Ok(true)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token for the next start of the session; made if it has none.
    pub(crate) async fn for_start(&self, session: &str) -> Result<String, Error> {
        let _changing = self.changing.lock().await;
        self.refresh().await?;
        if let Some(pair) = self.known().sessions.get(session) {
            return Ok(pair.for_start());
        }
        let (name, token) = (session.to_owned(), fresh()?);
        let make = move |connection: &mut rusqlite::Connection| {
            connection.execute(
                "INSERT INTO webhook_tokens (session, current) VALUES (?1, ?2) ON CONFLICT (session) DO NOTHING",
                params![name, token],
            )?;
            // Another process may have been quicker.
            let own = "SELECT current, next FROM webhook_tokens WHERE session = ?1";
            connection.query_row(own, [name], |row| Ok(Pair { current: row.get(0)?, next: row.get(1)? }))
        };
        let pair = self.inbox.database().call("keep a webhook token", make).await?;
        let token = pair.for_start();
        self.known().set(session, pair);
        Ok(token)
    }

    /// Remembers below which address the webhook was given out.
    pub(crate) async fn given_below(&self, session: &str, base: &str) -> Result<(), Error> {
        if self.known().bases.get(session).is_some_and(|known| known == base) {
            return Ok(());
        }
        let values = (session.to_owned(), base.to_owned());
        let write = move |connection: &mut rusqlite::Connection| {
            connection.execute("UPDATE webhook_tokens SET base = ?2 WHERE session = ?1", values)
        };
        self.inbox.database().call("keep the address of a webhook", write).await?;
        self.known().bases.insert(session.to_owned(), base.to_owned());
        Ok(())
    }

    /// Makes a new token. It takes effect at the next start; the old one stays valid until the server uses the new
    /// one, so that nothing is lost in between.
    pub(crate) async fn rotate(&self, session: &str) -> Result<(), Error> {
        let _changing = self.changing.lock().await;
        self.refresh().await?;
        let token = fresh()?;
        let pair = match self.known().sessions.get(session).cloned() {
            Some(pair) => Pair { next: Some(token), ..pair },
            None => Pair { current: token, next: None },
        };
        self.keep(session, &pair).await
    }

    /// The session whose token this is.
    pub(crate) async fn authenticate(&self, token: &str) -> Result<Option<String>, Error> {
        let owner = self.known_owner(token).await?;
        if owner.is_none() {
            let changing = self.changing.lock().await;
            if self.refresh().await? {
                drop(changing);
                return self.known_owner(token).await;
            }
        }
        Ok(owner)
    }

    async fn known_owner(&self, token: &str) -> Result<Option<String>, Error> {
        let taken_over = {
            let known = self.known();
            let Some(session) = known.by_hash.get(&hash(token)) else { return Ok(None) };
            let Some(pair) = known.sessions.get(session) else { return Ok(None) };
            let same = |known: &str| bool::from(known.as_bytes().ct_eq(token.as_bytes()));
            match &pair.next {
                Some(next) if same(next) => (session.clone(), Pair { current: next.clone(), next: None }),
                _ if same(&pair.current) => return Ok(Some(session.clone())),
                _ => return Ok(None),
            }
        };
        let (session, pair) = taken_over;
        let _changing = self.changing.lock().await;
        self.keep(&session, &pair).await?;
        Ok(Some(session))
    }

    async fn keep(&self, session: &str, pair: &Pair) -> Result<(), Error> {
        let row = (session.to_owned(), pair.clone());
        let write = move |connection: &mut rusqlite::Connection| {
            connection.execute(
                "INSERT INTO webhook_tokens (session, current, next) VALUES (?1, ?2, ?3)
                 ON CONFLICT (session) DO UPDATE SET current = ?2, next = ?3",
                params![row.0, row.1.current, row.1.next],
            )
        };
        self.inbox.database().call("keep a webhook token", write).await?;
        self.known().set(session, pair.clone());
        Ok(())
    }
}

impl Pair {
    fn for_start(&self) -> String {
        self.next.clone().unwrap_or_else(|| self.current.clone())
    }
}

fn read(connection: &rusqlite::Connection) -> rusqlite::Result<Known> {
    let mut select = connection.prepare_cached("SELECT session, current, next FROM webhook_tokens")?;
    let mut rows = select.query([])?;
    let mut known = Known::default();
    while let Some(row) = rows.next()? {
        let session: String = row.get(0)?;
        known.set(&session, Pair { current: row.get(1)?, next: row.get(2)? });
    }
    Ok(known)
}

impl Known {
    fn set(&mut self, session: &str, pair: Pair) {
        self.by_hash.retain(|_, owner| owner != session);
        for token in std::iter::once(&pair.current).chain(&pair.next) {
            self.by_hash.insert(hash(token), session.to_owned());
        }
        self.sessions.insert(session.to_owned(), pair);
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

fn fresh() -> Result<String, Error> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::new(ErrorCode::Storage, format!("the system gives no random numbers: {error}"))
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
