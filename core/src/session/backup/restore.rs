//! `restore`: an archive back to the server, and a look at what came of it.

use std::path::Path;

use wppkit_api::{
    helpers::{Helper, Restore, RestoreReport, RestoredSession, SessionState, Status},
    ops::session::restore_sessions::RestoreSessions,
};

use super::archive::{self, Archive};
use crate::{
    CallOptions, Delivery, Error, ErrorCode, Session,
    media::{Upload, UploadBody},
    session::look::Failures,
};

/// What to do when the sessions do not come back.
const ASTRAY: &str = "the server unpacks the archive after it has answered, and keeps it to itself if that fails: look at its \
                      log. Every session was closed before; start-all starts what is stored, status() tells how each is";

impl Session {
    /// Brings a backup back, and waits until this session is there and has started.
    ///
    /// # Errors
    /// As [`Session::restore_with`].
    pub async fn restore(&self, file: impl AsRef<Path>) -> Result<RestoreReport, Error> {
        self.restore_with(Restore::new(file.as_ref().to_string_lossy())).await
    }

    /// Brings a backup back, and waits until the sessions that it names are there and have started.
    ///
    /// # Errors
    /// `invalid_input` for an archive that is damaged or is not the one of the checksum, and without a secret key;
    /// `wrong_secret`: then nothing was sent. `timeout` with what became of each session, if they do not all start.
    pub async fn restore_with(&self, request: Restore) -> Result<RestoreReport, Error> {
        let result = self.bring_in(&request).await;
        self.within(Restore::META.id, result)
    }

    async fn bring_in(&self, request: &Restore) -> Result<RestoreReport, Error> {
        let wanted = self.wanted(request)?;
        let path = Path::new(&request.file);
        let archive = archive::examine(path).await?;
        let verified = verify(path, &archive, request.sha256.as_deref()).await?;
        // The server restores with a wrong secret, too, and says that it did not: the secret is proven before.
        self.stored().await.map_err(|error| error.with_delivery(Delivery::NotSent))?;
        let upload = Upload {
            filename: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            media_type: "application/zip".to_owned(),
            body: UploadBody::File { path: path.to_owned(), length: archive.size },
        };
        let options = CallOptions::new().timeout(request.timeout()).or(self.options);
        let restored = RestoreSessions::default();
        let sent = self.client.0.call(self.target(), &restored, &options, Some(upload)).await;
        sent.map_err(|error| match error.delivery() {
            Some(Delivery::NotSent) => error,
            _ => error.with_hint(ASTRAY),
        })?;
        let sessions = self.until_started(request, &wanted).await?;
        Ok(RestoreReport::new(archive.sha256, verified, sessions))
    }

    fn wanted(&self, request: &Restore) -> Result<Vec<Self>, Error> {
        match &request.sessions {
            None => Ok(vec![self.clone()]),
            Some(names) => names.iter().map(|name| self.client.session(name)).collect(),
        }
    }

    /// Looks at the sessions until they all have started.
    async fn until_started(&self, request: &Restore, wanted: &[Self]) -> Result<Vec<RestoredSession>, Error> {
        let end = self.clock().now() + request.start_timeout();
        let mut failures = Failures::default();
        loop {
            match look_at(self, wanted).await {
                Ok(found) if found.iter().all(|(_, state)| state.is_some_and(has_started)) => {
                    let started = found.into_iter().filter_map(|(name, state)| Some((name, state?)));
                    return Ok(started.map(|(name, state)| RestoredSession::new(name, state)).collect());
                }
                Ok(found) if self.clock().now() >= end => return Err(astray(&found, request)),
                Ok(_) => failures.forget(),
                Err(error) => failures
                    .count(error)
                    .map_err(|error| error.with_delivery(Delivery::Unknown).with_hint(ASTRAY))?,
            }
            self.clock().sleep(self.pace().poll).await;
        }
    }
}

/// The states of sessions; none for one that is not stored.
async fn look_at(
    session: &Session,
    wanted: &[Session],
) -> Result<Vec<(String, Option<SessionState>)>, Error> {
    let stored = session.stored().await?;
    let mut found = Vec::new();
    for session in wanted {
        let state = if stored.iter().any(|name| name == session.name()) {
            Some(session.status_with(Status::once()).await?.state)
        } else {
            None
        };
        found.push((session.name().to_owned(), state));
    }
    Ok(found)
}

/// The browser is up: logged in, or waiting for somebody to log in.
fn has_started(state: SessionState) -> bool {
    matches!(state, SessionState::Connected | SessionState::AwaitingQr | SessionState::AwaitingPairing)
}

fn astray(found: &[(String, Option<SessionState>)], request: &Restore) -> Error {
    let each: Vec<String> = found
        .iter()
        .map(|(name, state)| match state {
            Some(state) => format!("{name} is {state}"),
            None => format!("{name} is not stored"),
        })
        .collect();
    let seconds = request.start_timeout().as_secs_f32();
    let message =
        format!("the server took the archive, but {seconds} s later not all is there: {}", each.join(", "));
    Error::new(ErrorCode::Timeout, message).with_delivery(Delivery::Unknown).with_hint(ASTRAY)
}

/// Holds an archive against its checksum; false if there is none.
async fn verify(path: &Path, archive: &Archive, given: Option<&str>) -> Result<bool, Error> {
    let (expected, whose) = match given {
        Some(given) => (given.to_ascii_lowercase(), "sha256".to_owned()),
        None => match archive::read_checksum(path).await? {
            Some(beside) => (beside, archive::checksum_path(path).display().to_string()),
            None => return Ok(false),
        },
    };
    if expected == archive.sha256 {
        return Ok(true);
    }
    let message = format!(
        "{} is not the archive that was backed up: its SHA-256 is {}, and {whose} says {expected}",
        path.display(),
        archive.sha256
    );
    Err(Error::invalid_input(message).with_hint("nothing was sent; use another copy"))
}
