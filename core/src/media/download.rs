//! Reading the file of a message.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde_json::{Map, Value};
use wppkit_api::{
    ErrorCode, Operation,
    helpers::{Download, DownloadedMedia, Helper},
    ops::messages::{download_media::DownloadMedia, message_by_id::MessageById},
    types::Ack,
};

use super::Receiver;
use crate::{Answer, Error, Session};

/// The file of a message, in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Downloaded {
    /// Its content.
    pub bytes: Bytes,
    /// Its media type, as the sender said; `application/octet-stream` if nothing was said.
    pub media_type: String,
}

/// The file of a message, on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SavedMedia {
    /// Where it is.
    pub path: PathBuf,
    /// How many bytes it has.
    pub size: u64,
    /// Its media type, as the sender said; `application/octet-stream` if nothing was said.
    pub media_type: String,
}

/// What the library throws when WhatsApp's media store does not hand out the file.
const NOT_FETCHED: &str = "Error trying to download the file.";

impl Session {
    /// Reads the file of a message.
    ///
    /// ```no_run
    /// # async fn example(shop: wppkit::Session) -> wppkit::Result<()> {
    /// let picture = shop.download("false_5521999999999@c.us_3A0000000000000IMAGE").await?;
    /// println!("{} bytes of {}", picture.bytes.len(), picture.media_type);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `media_gone` if there is nothing to be had, now or later: no such message, no file in it, or no way left to
    /// the file. `server`, marked as temporary, if fetching it failed. Else as every call.
    pub async fn download(&self, message_id: impl Into<String>) -> Result<Downloaded, Error> {
        let receiver = Receiver::memory();
        let media_type = self.receive(&message_id.into(), &receiver).await?;
        Ok(Downloaded { bytes: receiver.take().await, media_type })
    }

    /// Reads the file of a message into a file of this machine, without holding it in memory.
    ///
    /// The file appears once it is complete; one that is there already is replaced.
    ///
    /// # Errors
    /// As [`Session::download`]; `storage` if the file cannot be written.
    pub async fn download_to(
        &self,
        message_id: impl Into<String>,
        path: impl AsRef<Path>,
    ) -> Result<SavedMedia, Error> {
        let path = path.as_ref();
        let receiver = Receiver::file(path);
        let received = self.receive(&message_id.into(), &receiver).await;
        let media_type = match received {
            Ok(media_type) => media_type,
            Err(error) => {
                receiver.discard().await;
                return Err(error);
            }
        };
        match receiver.settle(path).await {
            Ok(size) => Ok(SavedMedia { path: path.to_owned(), size, media_type }),
            Err(problem) => {
                receiver.discard().await;
                self.within(Download::META.id, Err(not_written(path, problem)))
            }
        }
    }

    /// The helper `download`: without a path its bytes come beside the answer.
    pub(crate) async fn help_download(&self, request: Download) -> Result<Answer<Value>, Error> {
        let (facts, bytes) = match request.file {
            Some(file) => {
                let saved = self.download_to(request.message_id, &file).await?;
                (DownloadedMedia::new(saved.media_type, saved.size, Some(file)), None)
            }
            None => {
                let media = self.download(request.message_id).await?;
                let size = media.bytes.len() as u64;
                let facts = DownloadedMedia::new(media.media_type, size, None);
                (facts, Some(media.bytes))
            }
        };
        let facts = serde_json::to_value(facts).map_err(|error| Error::not_json("the result", error));
        let mut answer = Answer::made(self.within(Download::META.id, facts)?);
        answer.attachment = bytes;
        Ok(answer)
    }

    async fn receive(&self, id: &str, receiver: &Receiver) -> Result<String, Error> {
        let request = DownloadMedia::new(id);
        let checked = request.validate().map_err(Error::invalid_field);
        self.within(Download::META.id, checked)?;
        let fields = Map::from_iter([("messageId".to_owned(), id.into())]);
        let received =
            self.client.0.receive(self.target(), &DownloadMedia::META, fields, &self.options, receiver).await;
        match self.learn(received) {
            Ok(answer) => {
                let mimetype = answer.get("mimetype").and_then(Value::as_str).filter(|text| !text.is_empty());
                Ok(mimetype.unwrap_or("application/octet-stream").to_owned())
            }
            Err(error) => {
                let error = self.explained(id, error).await;
                self.within(Download::META.id, Err(error))
            }
        }
    }

    /// Tells a file that is gone from a failure that may pass.
    async fn explained(&self, id: &str, error: Error) -> Error {
        if error.code() != ErrorCode::Rejected || error.status() != Some(400) {
            return error;
        }
        let body: Value = error.body().and_then(|body| serde_json::from_slice(body).ok()).unwrap_or_default();
        let gone = |error: Error, what: &str, hint: &'static str| {
            error.reworded(ErrorCode::MediaGone, what).with_hint(hint).with_temporary(false)
        };
        const LOOK: &str = "message-by-id reads the message, if WhatsApp Web still has it";
        match body.get("message").and_then(Value::as_str) {
            Some("Message not found") => return gone(error, "there is no such message", LOOK),
            Some("Message does not contain media") => {
                return gone(error, "the message has no file", "its type says what it is: message-by-id");
            }
            Some("Decrypt file error") => {}
            _ => return error,
        }
        let thrown = body.get("error").cloned().unwrap_or_default();
        if thrown.as_str() != Some(NOT_FETCHED) {
            // What else was thrown does not say why: the message does.
            match self.call(MessageById::new(id)).await {
                Err(unknown) if unknown.status() == Some(400) => {
                    return gone(error, "there is no such message", LOOK);
                }
                Ok(message) => {
                    let has = |name: &str| message.extra.get(name).is_some_and(|value| !value.is_null());
                    let reachable = (has("clientUrl") || has("deprecatedMms3Url")) && has("mediaKey");
                    if !reachable || message.ack == Some(Ack(-3)) {
                        return gone(
                            error,
                            "the message has no address or key of its file any more",
                            "open the message on the phone, which loads the file again; messages that this account \
                             sent through the server have none",
                        );
                    }
                }
                Err(_) => {}
            }
        }
        error.reworded(ErrorCode::Server, "the server could not fetch or decrypt the file").with_temporary(true).with_hint(
            "try again; WhatsApp deletes files after some weeks: if it stays so, open the message on the phone, which \
             uploads the file again",
        )
    }
}

pub(crate) fn not_written(path: &Path, problem: std::io::Error) -> Error {
    Error::new(ErrorCode::Storage, format!("{} cannot be written: {problem}", path.display()))
        .with_hint("files are written on this machine: check the folder, its permissions and the space left")
        .with_source(problem)
}
