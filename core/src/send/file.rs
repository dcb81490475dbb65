//! Sending files.

use serde_json::json;
use wppkit_api::{Operation, ops::messages::send_file::SendFile};

use super::{FileOptions, Sent};
use crate::{Error, IntoRecipient, Media, Recipient, Session, media::Prepared};

impl Session {
    /// Sends a file to one recipient: from a path, bytes, a URL, a data URI or a reader.
    ///
    /// Local content is streamed, so memory stays flat and the server's 50 MB limit for JSON does not apply.
    ///
    /// ```no_run
    /// # async fn example(shop: wppkit::Session) -> wppkit::Result<()> {
    /// use wppkit::{FileOptions, Media};
    ///
    /// shop.send_file("5521999999999", Media::path("offer.pdf")).await?;
    /// let picture = Media::url("https://example.com/a.png");
    /// shop.send_file_with("120363041234567890@g.us", picture, FileOptions::new().caption("Look")).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`Session::send_text`]; `invalid_input` for missing and empty files.
    pub async fn send_file(&self, to: impl IntoRecipient, file: impl Into<Media>) -> Result<Sent, Error> {
        self.send_file_with(to, file, FileOptions::default()).await
    }

    /// [`Session::send_file`] with options.
    ///
    /// # Errors
    /// As [`Session::send_file`].
    pub async fn send_file_with(
        &self,
        to: impl IntoRecipient,
        file: impl Into<Media>,
        options: FileOptions,
    ) -> Result<Sent, Error> {
        let id = SendFile::META.id;
        let to = self.recipient(to, id)?;
        let mut media = file.into();
        if options.filename.is_some() {
            media.filename.clone_from(&options.filename);
        }
        let key = options.idempotency_key.clone();
        let sending = async {
            let refuse = |error: Error| error.before_sending(id).with_session(&self.shared.name);
            // A missing file is known without asking anybody.
            let prepared = media.prepare().await.map_err(refuse)?;
            let checked = matches!(to, Recipient::Phone(_));
            let to = self.resolved(to, id).await?;
            let mut request = SendFile::new(to.wire_user());
            let flags = to.flags();
            request.is_group = flags.is_group.then_some(true);
            request.is_newsletter = flags.is_newsletter.then_some(true);
            request.is_lid = flags.is_lid.then_some(true);
            request.caption = options.caption;
            request.quoted_message_id = options.quoted;
            request.options = options.kind.map(|kind| json!({ "type": kind.as_str() }));
            let upload = match prepared {
                Prepared::Remote { url, filename } => {
                    request.path = Some(url);
                    request.filename = Some(filename);
                    None
                }
                Prepared::Upload(upload) => {
                    request.filename = Some(upload.filename.clone());
                    if request.options.is_none() {
                        Some(upload)
                    } else {
                        // Form fields are text, and the server would take `options` apart letter by letter.
                        request.base64 = Some(upload.into_data_uri().await.map_err(refuse)?);
                        None
                    }
                }
            };
            self.send(&request, &to, checked, upload).await
        };
        self.shared.ledger.once(key.as_deref(), sending).await
    }
}
