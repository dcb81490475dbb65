//! `catchQR` and `catchLinkCode`: the page shows a code, and the server passes it on.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::world::World;
use crate::world::effect::{Reply, RequestId};
use crate::world::journal::Progress;
use crate::world::qr_event::QrEvent;

use super::client::Status;
use super::library::Step;
use super::run::RunId;
use super::timings::ROTATION_MS;

impl World {
    /// Shows the next code: socket event, answer of a start-session that waits for it, webhook.
    pub(super) fn show_code(&mut self, name: &Arc<str>, id: RunId) {
        let rotation = self.after(ROTATION_MS, name, id, Step::Rotate);
        let Some(run) = self.sessions.get_mut(name).and_then(|session| session.run_mut(id)) else { return };
        run.codes += 1;
        let pairing_phone = run.pairing_phone.clone();
        let waiting = run.waiting.take();
        let stale = run.rotation.replace(rotation);
        if let Some(stale) = stale {
            self.timers.cancel(stale);
        }
        match pairing_phone {
            Some(phone) => self.show_pairing_code(name, id, &phone, waiting),
            None => self.show_qr_code(name, id, waiting),
        }
    }

    fn show_qr_code(&mut self, name: &Arc<str>, id: RunId, waiting: Option<RequestId>) {
        let code = self.ids.login_code();
        let Some(client) = self.sessions.get_mut(name).and_then(|session| session.client_of_mut(id)) else {
            return;
        };
        client.status = Some(Status::QrCode);
        client.urlcode = Some(code);
        let client = client.clone();
        let event = QrEvent { code, session: client.named.then(|| Arc::clone(name)) };
        self.emit_qr_socket(name, &event);
        if let Some(request) = waiting {
            self.answer_with_code(request, event.answer());
        }
        self.call_qr_webhook(name, &client, event);
    }

    fn show_pairing_code(&mut self, name: &Arc<str>, id: RunId, phone: &str, waiting: Option<RequestId>) {
        let code: Arc<str> = self.ids.pairing_code().into();
        if let Some(run) = self.sessions.get_mut(name).and_then(|session| session.run_mut(id)) {
            run.pairing_code = Some(Arc::clone(&code));
        }
        self.set_status(name, id, Status::PhoneCode);
        let Some(client) = self.client_of(name, id) else { return };
        let named = |mut value: Value| {
            if client.named {
                value["session"] = Value::from(&**name);
            }
            value
        };
        self.emit_socket_of(name, "phoneCode", named(json!({"data": code, "phone": phone})));
        if let Some(request) = waiting {
            let answer = json!({"status": "phoneCode", "phone": phone, "phoneCode": code});
            self.answer_with_code(request, named(answer));
        }
        let data = [("phoneCode".to_owned(), json!(code)), ("phone".to_owned(), json!(phone))];
        self.call_webhook(name, &client, "phoneCode", Map::from_iter(data));
    }

    fn answer_with_code(&mut self, request: RequestId, body: Value) {
        self.answer(request, Reply::json(200, body));
        self.journal.end(request, Progress::Answered(200));
    }
}
