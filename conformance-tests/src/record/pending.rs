//! Lines on their way into the file: a line waits a moment for the webhooks that it causes.

use super::line::Exchange;
use super::redact::{Place, Redactor};
use super::words::Marks;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, Write};

/// The file, and what is not yet in it.
pub(super) struct Lines<W> {
    out: W,
    redactor: Redactor,
    next: u32,
    /// The last line of each session, which its webhooks are added to.
    pending: HashMap<String, Value>,
    withheld: u32,
}

impl<W: Write> Lines<W> {
    pub(super) fn new(out: W, redactor: Redactor) -> Self {
        Self { out, redactor, next: 1, pending: HashMap::new(), withheld: 0 }
    }

    /// The number of a recorded account.
    pub(super) fn learn_own_number(&mut self, digits: &str) {
        self.redactor.learn_own_number(digits);
    }

    /// Takes in an exchange; the line before it of the same session is complete.
    pub(super) fn exchange(&mut self, exchange: &Exchange) -> io::Result<()> {
        if let Some(secret) = exchange.secret() {
            self.redactor.learn_secret(&secret);
        }
        let id = self.id();
        let line = exchange.line(&id, &mut self.redactor);
        match exchange.route().1 {
            Some(session) => match self.pending.insert(session, line) {
                Some(complete) => self.write(&complete),
                None => Ok(()),
            },
            None => self.write(&line),
        }
    }

    /// Takes in a webhook of a session: part of what the last exchange did, or an event of its own.
    pub(super) fn webhook(&mut self, session: &str, body: &Value) -> io::Result<()> {
        let event = self.redactor.value(body, Place::Event, &mut Marks::default());
        if let Some(webhooks) = self.pending.get_mut(session).and_then(|line| line["webhooks"].as_array_mut())
        {
            webhooks.push(event);
            return Ok(());
        }
        let id = self.id();
        let session = self.redactor.session(session);
        let line = json!({ "id": id, "group": "event", "route": "webhook", "request": { "method": "POST", "path": format!("/{session}") },
            "response": {}, "webhooks": [event], "unseen": ["client_calls", "socketio"] });
        self.write(&line)
    }

    /// Writes what waits: nothing more follows from it.
    pub(super) fn settle(&mut self) -> io::Result<()> {
        let mut waiting: Vec<Value> = self.pending.drain().map(|(_, line)| line).collect();
        waiting.sort_by(|left, right| left["id"].as_str().cmp(&right["id"].as_str()));
        waiting.iter().try_for_each(|line| self.write(line))
    }

    /// Lines written, and lines that were kept back because something private was still in them.
    pub(super) fn counts(&self) -> (u32, u32) {
        (self.next - 1 - self.withheld, self.withheld)
    }

    fn id(&mut self) -> String {
        let id = format!("recorded-{:05}", self.next);
        self.next += 1;
        id
    }

    fn write(&mut self, line: &Value) -> io::Result<()> {
        let text = line.to_string();
        if self.redactor.leaks(&text) {
            self.withheld += 1;
            return Ok(());
        }
        writeln!(self.out, "{text}")?;
        self.out.flush()
    }
}
