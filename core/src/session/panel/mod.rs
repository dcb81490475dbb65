//! `panel`: the endpoints of a status page, the same behind every web framework.

mod failure;
mod manage;
mod show;
mod words;

use std::time::Duration;

use serde_json::{Map, Value, json};
use wppkit_api::helpers::{Panel, PanelAction, PanelAnswer, RefreshQr, SessionStatus};

use super::{Connect, Session, Stage};
use crate::{Error, ErrorCode, Qr};

/// A page waits for the first code no longer than proxies and people do.
const FIRST_CODE: Duration = Duration::from_secs(20);
/// A page's long poll ends before a proxy would cut it.
const CHANGE: Duration = Duration::from_secs(25);

type Reply = Result<Value, Error>;

impl Session {
    /// Answers one endpoint of a status page, with the HTTP status to answer it with. Never fails itself.
    pub async fn panel(&self, request: Panel) -> PanelAnswer {
        let empty = Map::new();
        let body = request.body.as_ref().and_then(Value::as_object).unwrap_or(&empty);
        let reply = match request.action {
            PanelAction::Status => self.panel_status().await,
            PanelAction::Start => self.panel_start(body, request.timeout_or(FIRST_CODE)).await,
            PanelAction::Qrcode => self.panel_qrcode().await,
            PanelAction::RefreshQr => self.panel_refresh(request.timeout_or(FIRST_CODE)).await,
            PanelAction::Logout => self.panel_logout().await,
            PanelAction::Close => self.panel_close().await,
            PanelAction::Restart => self.panel_restart().await,
            PanelAction::SendTest => self.panel_send_test(body).await,
            PanelAction::Connections => self.panel_connections().await,
            PanelAction::Delete => self.panel_delete().await,
            PanelAction::Watch => {
                self.panel_watch(request.after.as_deref(), request.timeout_or(CHANGE)).await
            }
            _ => Err(Error::new(ErrorCode::NotSupported, "this panel does not know the action")),
        };
        match reply {
            Ok(mut body) => {
                body["success"] = true.into();
                PanelAnswer::new(200, body)
            }
            Err(error) => failure::answer(request.action, &error),
        }
    }

    async fn panel_start(&self, body: &Map<String, Value>, patience: Duration) -> Reply {
        let text = |key: &str| body.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        let mut options = match text("phone") {
            Some(phone) => Connect::pairing(phone),
            None => Connect::qr(),
        };
        if let Some(webhook) = text("webhook") {
            options = options.webhook(webhook);
        }
        let code = self.first_code(options, patience).await?;
        let status = self.last_known_status();
        let raw = raw(&status, code.qr.as_deref());
        let brief = words::brief(&status);
        Ok(json!({ "qrcode": code.qr, "pairingCode": code.pairing, "raw": raw, "status": brief }))
    }

    async fn panel_qrcode(&self) -> Reply {
        let status = self.look().await?;
        let code = self.waiting_code()?;
        let raw = raw(&status, code.qr.as_deref());
        Ok(json!({ "qrcode": code.qr, "pairingCode": code.pairing, "raw": raw }))
    }

    async fn panel_refresh(&self, patience: Duration) -> Reply {
        let mut options = RefreshQr::default();
        options.timeout_ms = u64::try_from(patience.as_millis()).ok();
        let qr = Qr::from(&self.refresh_qr(options).await?).data_url()?;
        let raw = raw(&self.last_known_status(), Some(&qr));
        Ok(json!({ "qrcode": qr, "pairingCode": null, "raw": raw }))
    }

    /// Starts, or joins a start, and waits until there is a code or nothing more to wait for.
    async fn first_code(&self, options: Connect, patience: Duration) -> Result<Code, Error> {
        let mut login = self.connect(options);
        let wait = async {
            loop {
                match login.next().await {
                    Some(Ok(Stage::Qr(qr))) => return Ok(Code { qr: Some(qr.data_url()?), pairing: None }),
                    Some(Ok(Stage::PairingCode(pairing))) => {
                        return Ok(Code { qr: None, pairing: pairing.grouped() });
                    }
                    Some(Ok(Stage::Connected(_))) | None => return Ok(Code::default()),
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(error),
                }
            }
        };
        tokio::select! {
            code = wait => code,
            // The browser is slow: the page goes on asking.
            () = self.clock().sleep(patience) => Ok(Code::default()),
        }
    }

    /// The code that waits now, without asking the server.
    fn waiting_code(&self) -> Result<Code, Error> {
        let qr = self.shared.fresh_qr().map(|qr| qr.data_url()).transpose()?;
        Ok(Code { qr, pairing: self.shared.pairing_code() })
    }
}

/// The server's last answer to status-session, without the code that it keeps after it was used.
fn raw(status: &SessionStatus, qr: Option<&str>) -> Value {
    let text = status.qr.as_ref().filter(|code| code.fresh).map(|code| &code.text);
    json!({ "status": status.raw.status, "qrcode": qr, "urlcode": text, "version": status.version })
}

/// What a person needs to log in.
#[derive(Default)]
struct Code {
    qr: Option<String>,
    pairing: Option<String>,
}
