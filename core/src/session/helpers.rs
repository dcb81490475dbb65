//! Helpers by id, for callers that speak JSON.

use serde_json::{Map, Value};
use wppkit_api::{
    HelperEntry,
    helpers::{
        AckReached, Backup, ChatsPage, CheckHealth, Close, Cure, Diagnose, Download, DownloadedMedia, Helper,
        Logout, MessagesPage, Panel, Reconcile, RefreshQr, ResolveChat, Restart, Restore, SendAny, SendMany,
        SendMedia, SendText, SentMessage, Status, WaitForAck, WaitUntilConnected, Wipe,
    },
    types::Ack,
};

use crate::{Answer, BoxFuture, Error, FileOptions, Media, Sent, Session, TextOptions};

/// A helper's body.
trait Run: Helper {
    fn run(self, session: &Session) -> BoxFuture<'_, Result<Self::Response, Error>>;
}

macro_rules! run {
    ($($helper:ident => |$session:ident, $request:ident| $body:expr;)*) => {
        $(impl Run for $helper {
            fn run(self, $session: &Session) -> BoxFuture<'_, Result<Self::Response, Error>> {
                let $request = self;
                Box::pin(async move { $body.await })
            }
        })*
    };
}

run! {
    Status => |session, request| session.status_with(request);
    WaitUntilConnected => |session, request| session.wait_until_connected(request);
    Close => |session, _request| session.close();
    Logout => |session, request| session.logout_with(request);
    Wipe => |session, _request| session.wipe();
    Restart => |session, _request| session.restart();
    RefreshQr => |session, request| session.refresh_qr(request);
    Diagnose => |session, request| async { Ok(session.diagnose_with(request).await) };
    CheckHealth => |session, _request| session.health();
    Cure => |session, _request| session.cure();
    SendText => |session, request| session.help_send_text(request);
    SendAny => |session, request| session.help_send(request, None);
    SendMany => |session, request| session.help_send_many(request);
    Reconcile => |session, request| session.help_reconcile(request);
    SendMedia => |session, request| session.help_send_media(request, None);
    Download => |session, request| session.help_facts(request);
    WaitForAck => |session, request| session.help_wait_for_ack(request);
    Panel => |session, request| async { Ok(session.panel(request).await) };
    ChatsPage => |session, request| session.chats_page(request);
    MessagesPage => |session, request| session.messages_page(request);
    ResolveChat => |session, request| session.resolve_chat(&request.chat);
    Backup => |session, request| session.backup_with(request);
    Restore => |session, request| session.restore_with(request);
}

macro_rules! dispatch {
    ($($helper:ident,)*) => {
        impl Session {
            /// Runs a helper by its entry; the list of helpers decides which there are.
            pub(super) async fn help(
                &self,
                entry: &HelperEntry,
                request: Value,
                file: Option<Media>,
            ) -> Result<Value, Error> {
                if let Some(file) = file {
                    return self.help_with_file(entry, request, file).await;
                }
                $(if entry.meta.id == <$helper as Helper>::META.id {
                    return self.help_typed::<$helper>(request).await;
                })*
                Err(crate::call::unknown_operation(entry.meta.id))
            }
        }
    };
}

wppkit_api::for_each_helper!(dispatch);

impl Session {
    /// Runs a helper; one that gives bytes gives them beside its answer.
    pub(super) async fn help_answering(
        &self,
        entry: &HelperEntry,
        request: Value,
        file: Option<Media>,
    ) -> Result<Answer<Value>, Error> {
        if entry.meta.id == Download::META.id && file.is_none() {
            let request: Download = self.helper_request(request)?;
            return self.help_download(request).await;
        }
        self.help(entry, request, file).await.map(Answer::made)
    }

    async fn help_typed<H: Run>(&self, request: Value) -> Result<Value, Error> {
        let request: H = self.helper_request(request)?;
        self.helper_response::<H>(request.run(self).await?)
    }

    async fn help_with_file(&self, entry: &HelperEntry, request: Value, file: Media) -> Result<Value, Error> {
        if entry.meta.id == SendAny::META.id {
            let request: SendAny = self.helper_request(request)?;
            return self.helper_response::<SendAny>(self.help_send(request, Some(file)).await?);
        }
        if entry.meta.id != SendMedia::META.id {
            let refused = Error::takes_no_file(entry.meta.id);
            return self.within(entry.meta.id, Err(refused));
        }
        let request: SendMedia = self.helper_request(request)?;
        self.helper_response::<SendMedia>(self.help_send_media(request, Some(file)).await?)
    }

    fn helper_request<H: Helper>(&self, request: Value) -> Result<H, Error> {
        let request = if request.is_null() { Value::Object(Map::new()) } else { request };
        let read = wppkit_api::read_json(&request).map_err(Error::invalid_field);
        let request: H = self.within(H::META.id, read)?;
        self.within(H::META.id, request.validate().map_err(Error::invalid_field))?;
        Ok(request)
    }

    fn helper_response<H: Helper>(&self, response: H::Response) -> Result<Value, Error> {
        let value = serde_json::to_value(response).map_err(|error| Error::not_json("the result", error));
        self.within(H::META.id, value)
    }

    async fn help_send_text(&self, request: SendText) -> Result<SentMessage, Error> {
        let options = TextOptions {
            quoted: request.quoted,
            idempotency_key: request.idempotency_key,
            fixed_id: request.fixed_id == Some(true),
        };
        self.send_text_with(request.to, request.text, options).await.map(SentMessage::from)
    }

    async fn help_send_media(&self, request: SendMedia, beside: Option<Media>) -> Result<SentMessage, Error> {
        let file = match (beside, request.file) {
            (Some(beside), None) => beside,
            (None, Some(file)) => Media::parse(&file),
            (both, _) => {
                let problem = if both.is_some() { "the file is given twice" } else { "there is no file" };
                let error = Error::invalid_input(problem)
                    .with_hint("give one file: a path, a URL, a data URL, bytes or a stream");
                return self.within(SendMedia::META.id, Err(error));
            }
        };
        let options = FileOptions {
            caption: request.caption,
            filename: request.filename,
            quoted: request.quoted,
            kind: request.kind,
            idempotency_key: request.idempotency_key,
        };
        self.send_file_with(request.to, file, options).await.map(SentMessage::from)
    }

    async fn help_facts(&self, request: Download) -> Result<DownloadedMedia, Error> {
        let answer = self.help_download(request).await?;
        let facts =
            serde_json::from_value(answer.into_value()).map_err(|error| Error::not_json("the result", error));
        self.within(Download::META.id, facts)
    }

    async fn help_wait_for_ack(&self, request: WaitForAck) -> Result<AckReached, Error> {
        let level = request.level.unwrap_or(Ack::SENT);
        let reached = self.wait_for_ack(&request.id, level, request.timeout()).await?;
        Ok(AckReached::new(request.id, reached))
    }
}

impl From<Sent> for SentMessage {
    fn from(sent: Sent) -> Self {
        Self::new(sent.id, sent.ack, sent.chat)
    }
}
