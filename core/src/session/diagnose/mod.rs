//! `diagnose`: what is wrong, and how to cure it.

mod findings;

use std::time::Duration;

use findings::{default_secret, trouble, unreachable, wrong_secret};
use serde_json::Value;
use wppkit_api::{
    Method,
    helpers::{Diagnose, Diagnosis, Finding, FindingCode, SessionState, SessionStatus, Severity},
    ops::{device::get_phone_number::GetPhoneNumber, session::qrcode_session::QrcodeSession},
};

use super::wait::STUCK;
use crate::{
    CallOptions, Error, ErrorCode, Session,
    transport::{self, Address, Failure, Limits, RawAnswer, Request, RequestBody},
};

/// The secret key that the server ships with.
const DEFAULT_SECRET: &str = "THISISMYSECURETOKEN";
/// No finding needs longer.
const PATIENCE: Duration = Duration::from_secs(10);

impl Session {
    /// Finds out what is wrong with server, credentials and session, and how to cure each finding.
    ///
    /// Changes nothing and never fails: what cannot be reached is a finding.
    pub async fn diagnose(&self) -> Diagnosis {
        self.diagnose_with(Diagnose::default()).await
    }

    /// [`Session::diagnose`], also trying a webhook URL from here.
    pub async fn diagnose_with(&self, options: Diagnose) -> Diagnosis {
        let mut diagnosis = Diagnosis::new(self.client.base_url(), self.name());
        if let Err(finding) = self.examine_server().await {
            diagnosis.findings.push(finding);
        } else {
            let try_default = options.try_default_secret != Some(false);
            diagnosis.findings.extend(self.examine_secret(try_default).await);
            self.examine_session(&mut diagnosis).await;
        }
        diagnosis.findings.push(self.examine_webhook(options.webhook.as_deref()).await);
        if diagnosis.is_healthy() && diagnosis.status.as_ref().is_some_and(SessionStatus::is_connected) {
            diagnosis.findings.push(Finding::new(
                FindingCode::Healthy,
                Severity::Good,
                "server and credentials work, and the session is connected",
            ));
        }
        diagnosis.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        diagnosis
    }

    async fn fetch(&self, url: String) -> Result<RawAnswer, Failure> {
        let settings = &self.client.0.settings;
        let limits = Limits {
            connect: settings.timeouts.connect.min(PATIENCE),
            total: self.options.timeout.unwrap_or(settings.timeouts.normal).min(PATIENCE),
            answer_bytes: 1024 * 1024,
        };
        let address = Address::parse(&url)?;
        transport::send(
            Request { method: Method::Get, address, token: None, body: RequestBody::None, receiver: None },
            limits,
        )
        .await
    }

    async fn examine_server(&self) -> Result<(), Finding> {
        let base = self.client.base_url();
        let answer = match self.fetch(format!("{base}/healthz")).await {
            Ok(answer) => answer,
            Err(failure) => return Err(unreachable(base, &failure)),
        };
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if answer.status == 200 && body.get("uptime").is_some() {
            return Ok(());
        }
        if answer.status >= 500 {
            return Err(Finding::new(
                FindingCode::ServerFailing,
                Severity::Problem,
                format!("{base} answers, and fails with HTTP {}", answer.status),
            )
            .cure("look at the server's log and at the proxy in front of it, if there is one"));
        }
        // A proxy may hide the route; then only the API's own behaviour tells.
        let text = String::from_utf8_lossy(&answer.body);
        if answer.status == 404 && text.contains("Cannot GET") {
            return Ok(());
        }
        Err(Finding::new(
            FindingCode::NotWppconnect,
            Severity::Problem,
            format!("{base} answers HTTP {}, but not as a WPPConnect Server does", answer.status),
        )
        .cure("check host, port and path prefix of the URL, and what a proxy in between passes on"))
    }

    async fn examine_secret(&self, try_default: bool) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Some(secret) = self.client.0.settings.secret.as_ref() {
            match self.client.show_all_sessions().await {
                Ok(_) if secret.expose() == DEFAULT_SECRET => findings.push(default_secret()),
                Ok(_) => {}
                Err(error) if error.code() == ErrorCode::WrongSecret => findings.push(wrong_secret()),
                // Anything else shows at the session as well, where it can be told better.
                Err(_) => return findings,
            }
            if findings.is_empty() {
                return findings;
            }
        }
        if try_default && findings.iter().all(|finding| finding.code != FindingCode::DefaultSecret) {
            findings.extend(self.accepts_default_secret().await.then(default_secret));
        }
        findings
    }

    /// A read with the secret key that the server ships with.
    async fn accepts_default_secret(&self) -> bool {
        let url = format!("{}/api/{DEFAULT_SECRET}/show-all-sessions", self.client.base_url());
        self.fetch(url).await.is_ok_and(|answer| {
            answer.status == 200
                && serde_json::from_slice::<Value>(&answer.body)
                    .is_ok_and(|body| body.get("response").is_some_and(Value::is_array))
        })
    }

    async fn examine_session(&self, diagnosis: &mut Diagnosis) {
        if diagnosis.finding(FindingCode::WrongSecret).is_some() && self.client.0.settings.token.is_none() {
            return;
        }
        let status = match self.settled_status().await {
            Ok(status) => status,
            Err(error) => {
                if !(error.code() == ErrorCode::WrongSecret
                    && diagnosis.finding(FindingCode::WrongSecret).is_some())
                {
                    diagnosis.findings.push(trouble(&error, self));
                }
                return;
            }
        };
        diagnosis.version.clone_from(&status.version);
        if let Some(finding) = self.judge(&status).await {
            diagnosis.findings.push(finding);
        }
        diagnosis.status = Some(status);
    }

    /// The status, after watching for a while whether a start gets on.
    async fn settled_status(&self) -> Result<SessionStatus, Error> {
        let settings = &self.client.0.settings;
        let end = settings.clock.now() + settings.pace.diagnose_patience;
        let mut status = self.status().await?;
        while status.state == SessionState::Starting && settings.clock.now() < end {
            settings.clock.sleep(settings.pace.debounce).await;
            status = self.status().await?;
        }
        Ok(status)
    }

    async fn judge(&self, status: &SessionStatus) -> Option<Finding> {
        let problem =
            |code, what: &str, cure: &str| Some(Finding::new(code, Severity::Problem, what).cure(cure));
        let hint = crate::state::hint(status.state).unwrap_or_default();
        match status.state {
            SessionState::Connected => self.probe_page().await,
            SessionState::Closed => match self.call(QrcodeSession::default()).await {
                Ok(answer)
                    if answer
                        .message
                        .as_deref()
                        .is_some_and(|text| text.starts_with("Session not started")) =>
                {
                    problem(
                        FindingCode::NeverStarted,
                        "the server knows no session of this name since it booted: never started, logged out, or \
                         unlinked by the phone",
                        "start it with connect() (wppkit login); check the spelling of the name",
                    )
                }
                _ => problem(FindingCode::Closed, "the session is closed; its login may still hold", hint),
            },
            SessionState::Unlinked => {
                problem(FindingCode::Unlinked, "the link to the phone was removed", hint)
            }
            SessionState::Starting => {
                problem(FindingCode::StuckInitializing, "the session stays in INITIALIZING", STUCK)
            }
            SessionState::AwaitingQr => {
                let age = status.qr.as_ref().map_or(0, |qr| qr.age_ms / 1000);
                let what = format!("a QR code waits to be scanned; this client first saw it {age} s ago");
                problem(FindingCode::QrWaiting, &what, hint)
            }
            SessionState::AwaitingPairing => {
                problem(FindingCode::PairingWaiting, "a pairing code waits to be typed into the phone", hint)
            }
            SessionState::AutoClosed => problem(
                FindingCode::AutoClosed,
                "nobody logged in in time, and the server closed the browser",
                hint,
            ),
            SessionState::Degraded => problem(
                FindingCode::Zombie,
                "the server says CONNECTED, but the browser behind the session is dead: nothing can be sent",
                hint,
            ),
            SessionState::Syncing => Some(
                Finding::new(
                    FindingCode::Syncing,
                    Severity::Warning,
                    "the session is logged in, not yet confirmed",
                )
                .cure("look again in a moment"),
            ),
            SessionState::Unknown => {
                let word = status.raw.status.as_deref().unwrap_or("nothing");
                problem(
                    FindingCode::UnknownState,
                    &format!("the server says {word:?}, which is no state that is known here"),
                    "is the server newer than this SDK? its log tells more",
                )
            }
        }
    }

    /// The checks ask the browser; only a call of the page proves that WhatsApp Web lives in it.
    async fn probe_page(&self) -> Option<Finding> {
        let options = CallOptions::new().timeout(PATIENCE).attempts(1);
        let error = self.call_with(GetPhoneNumber::default(), &options).await.err()?;
        let hint = crate::state::hint(SessionState::Degraded).unwrap_or_default();
        Some(
            Finding::new(
                FindingCode::Zombie,
                Severity::Problem,
                format!("the server says CONNECTED, and reading the account's own number fails: {error}"),
            )
            .cure(hint),
        )
    }

    async fn examine_webhook(&self, url: Option<&str>) -> Finding {
        let Some(url) = url else {
            return Finding::new(
                FindingCode::WebhookUnknown,
                Severity::Note,
                "the server tells nobody which webhook is stored for the session",
            )
            .cure("give the webhook's URL to have it tried from here");
        };
        let shown =
            url::Url::parse(url).ok().and_then(|url| Some(format!("{}://{}", url.scheme(), url.host_str()?)));
        let Some(shown) = shown else {
            return Finding::new(FindingCode::WebhookUnreachable, Severity::Problem, "the webhook is no URL")
                .cure("write it as http://host:port/path");
        };
        let bad = |what: String| {
            Finding::new(FindingCode::WebhookUnreachable, Severity::Problem, what).cure(
                "start what should receive the events, and use an address that the server can reach: inside a \
                 container, localhost is the container",
            )
        };
        match self.fetch(url.to_owned()).await {
            Ok(answer) if answer.status >= 500 => {
                bad(format!("the webhook at {shown} fails: HTTP {}", answer.status))
            }
            Ok(answer) if matches!(answer.status, 401 | 403) => bad(format!(
                "the webhook at {shown} refuses: HTTP {}; the server sends no credentials",
                answer.status
            )),
            Ok(_) => Finding::new(
                FindingCode::WebhookReachable,
                Severity::Good,
                format!(
                    "the webhook at {shown} answers from here; whether from the server, too, only an event shows"
                ),
            ),
            Err(failure) => bad(format!("the webhook at {shown} does not answer: {}", failure.cause)),
        }
    }
}
