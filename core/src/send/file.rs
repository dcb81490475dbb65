//! Sending files.

use serde_json::{Map, Value, json};
use wppkit_api::{Operation, ops::messages::send_file::SendFile};

use super::{
    FileOptions, SendOptions, Sent,
    deliver::{Content, Sending},
};
use crate::{Error, IntoRecipient, Media, Session, media::Prepared};

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
        let sending = Sending::of(id)?;
        let to = self.recipient(to, id)?;
        let mut media = file.into();
        if options.filename.is_some() {
            media.filename.clone_from(&options.filename);
        }
        let key = SendOptions { idempotency_key: options.idempotency_key.clone(), ..SendOptions::default() };
        self.deliver(sending, to, &key, content(media, options)).await
    }
}

async fn content(media: Media, options: FileOptions) -> Result<Content, Error> {
    let mut fields = Map::new();
    let mut set = |name: &str, text: Option<String>| {
        if let Some(text) = text {
            fields.insert(name.to_owned(), Value::String(text));
        }
    };
    set("caption", options.caption);
    set("quotedMessageId", options.quoted);
    let kind = options.kind.map(|kind| json!({ "type": kind.as_str() }));
    let upload = match media.prepare().await? {
        Prepared::Remote { url, filename } => {
            set("path", Some(url));
            set("filename", Some(filename));
            None
        }
        Prepared::Upload(upload) => {
            set("filename", Some(upload.filename.clone()));
            if kind.is_none() {
                Some(upload)
            } else {
                // Form fields are text, and the server would take `options` apart letter by letter.
                set("base64", Some(upload.into_data_uri().await?));
                None
            }
        }
    };
    if let Some(kind) = kind {
        fields.insert("options".to_owned(), kind);
    }
    Ok(Content { fields, upload })
}
