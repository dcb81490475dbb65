//! `backup` and `restore`: all sessions of the server into a file of this machine, and back.

mod archive;
mod restore;

use std::path::Path;

use wppkit_api::{
    Operation,
    helpers::{Backup, BackupReport, Helper},
    ops::session::{
        backup_sessions::BackupSessions, show_all_sessions::ShowAllSessions, start_all::StartAll,
    },
};

use crate::{
    CallOptions, Delivery, Error, ErrorCode, Session,
    media::{Receiver, not_written},
};

impl Session {
    /// Writes a backup of all stored sessions of the server into a file of this machine, and its SHA-256 beside it.
    ///
    /// # Errors
    /// As [`Session::backup_with`].
    pub async fn backup(&self, file: impl AsRef<Path>) -> Result<BackupReport, Error> {
        self.backup_with(Backup::new(file.as_ref().to_string_lossy())).await
    }

    /// [`Session::backup`] with a limit of its own. All sessions are down while the server packs them.
    ///
    /// # Errors
    /// `invalid_input` without a secret key; `wrong_secret`; `rejected` if nothing is stored; `storage` if the file cannot be
    /// written. In these cases no session was touched. Any other error says whether the sessions were started again.
    pub async fn backup_with(&self, request: Backup) -> Result<BackupReport, Error> {
        let result = self.back_up(&request).await;
        self.within(Backup::META.id, result)
    }

    async fn back_up(&self, request: &Backup) -> Result<BackupReport, Error> {
        let sessions = self.stored().await?;
        if sessions.is_empty() {
            // It would close nothing, find no profiles, and never answer.
            return Err(Error::new(
                ErrorCode::Rejected,
                "the server has no stored session: there is nothing to back up",
            )
            .with_delivery(Delivery::NotSent));
        }
        let path = Path::new(&request.file);
        let receiver = Receiver::plain_file(path);
        // Whether the file can be written is found out before every session is closed.
        let begun = receiver.begin().await.map_err(|problem| not_written(path, problem));
        begun.map_err(|error| error.with_delivery(Delivery::NotSent))?;
        let received = self.receive_archive(request, path, &receiver, sessions).await;
        if received.is_err() {
            receiver.discard().await;
        }
        received
    }

    async fn receive_archive(
        &self,
        request: &Backup,
        path: &Path,
        receiver: &Receiver,
        sessions: Vec<String>,
    ) -> Result<BackupReport, Error> {
        let options = CallOptions::new().timeout(request.timeout()).or(self.options);
        let meta = &BackupSessions::META;
        if let Err(error) = self.client.0.receive_file(self.target(), meta, &options, receiver).await {
            return Err(self.bring_back(error).await);
        }
        // What follows does not concern the server: it has packed the sessions and started them again.
        let size = receiver.settle(path).await.map_err(|problem| not_written(path, problem))?;
        let archive = match archive::examine(path).await {
            Ok(archive) => archive,
            Err(damaged) => {
                // A damaged backup must not look like one.
                let _gone = tokio::fs::remove_file(path).await;
                return Err(damaged
                    .reworded(
                        ErrorCode::UnexpectedResponse,
                        "what the server answered is no whole ZIP: nothing was kept",
                    )
                    .with_delivery(Delivery::Unknown)
                    .with_hint("try again; does a proxy change or cut answers?"));
            }
        };
        let checksum = archive::write_checksum(path, &archive.sha256).await?;
        let checksum = checksum.to_string_lossy().into_owned();
        Ok(BackupReport::new(&*request.file, size, archive.sha256, checksum, sessions))
    }

    /// After a failure in the middle the sessions may be closed: starts what is stored, and says so.
    async fn bring_back(&self, error: Error) -> Error {
        if error.delivery() == Some(Delivery::NotSent) || error.code() == ErrorCode::WrongSecret {
            return error;
        }
        let started = self.client.call(StartAll::default()).await;
        error.with_hint(match started {
            Ok(_) => {
                "nothing was kept. The server closes all sessions for a backup; they were started again (start-all): look at \
                 their states before you try again"
                    .to_owned()
            }
            Err(problem) => format!(
                "nothing was kept. The server closes all sessions for a backup, and starting them again failed, too \
                 ({problem}): call start-all, or restart the server"
            ),
        })
    }

    /// The sessions that the server has stored. Proves the secret key, too.
    async fn stored(&self) -> Result<Vec<String>, Error> {
        if !self.client.has_secret_key() {
            return Err(Error::invalid_input("backups need the server's secret key")
                .with_hint(wppkit_api::GIVE_SECRET_KEY));
        }
        let stored = self.client.call(ShowAllSessions::default()).await?;
        Ok(stored.value.iter().map(|name| name.0.clone()).collect())
    }
}
