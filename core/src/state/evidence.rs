//! The facts as sentences.

use wppkit_api::helpers::{Evidence, EvidenceSource as Source, Verb};

use super::{
    model::{Base, Entry, Model},
    observation::Look,
    words::StatusWord,
};

impl Model {
    /// What the state is concluded from: the last base first, then events, then the rest.
    pub(super) fn evidence(&self) -> Vec<Evidence> {
        let mut list = Vec::new();
        if let Some(code) = self.failed {
            list.push(Evidence::new(Source::Call, format!("the server could not be asked: {code}")));
        }
        match &self.base {
            Base::Nothing => {}
            Base::Look(look, word) => self.look_evidence(look, *word, &mut list),
            Base::Started(status, _) => {
                let word = status.as_deref().unwrap_or("null");
                list.push(Evidence::new(Source::StartSession, format!("start-session said {word}")));
            }
            Base::Did(verb) => list.push(own(*verb)),
        }
        for word in self.events.words() {
            let when = if self.newer.has(word) { ", after the last look" } else { "" };
            list.push(Evidence::new(Source::StatusFind, format!("status-find said {}{when}", word.as_str())));
        }
        if let Some(word) = &self.odd_find {
            let text = format!("status-find said {word:?}, a word that is not known here");
            list.push(Evidence::new(Source::StatusFind, text));
        }
        if self.refused {
            list.push(Evidence::new(Source::Call, "a call was answered 404: the session is not active"));
        }
        if self.deaf {
            list.push(Evidence::new(
                Source::Call,
                "a call through the page was not answered, whatever the status says",
            ));
        }
        if let (Some(verb), Base::Look(..)) = (self.own, &self.base) {
            list.push(own(verb));
        }
        match self.entry {
            Some(Entry::Unknown) => list.push(Evidence::new(
                Source::QrcodeSession,
                "qrcode-session said that the session was not started: the server has no entry for it",
            )),
            Some(Entry::Closed) => list.push(Evidence::new(
                Source::QrcodeSession,
                "qrcode-session has no code and knows the session: it was started and closed",
            )),
            None => {}
        }
        list
    }

    fn look_evidence(&self, look: &Look, word: StatusWord, list: &mut Vec<Evidence>) {
        let said = look.status.as_deref().unwrap_or("nothing");
        let detail = match (word, &look.version, &look.qr) {
            (StatusWord::Closed, None, _) => " without a version: nothing is kept for this session",
            (StatusWord::Closed, Some(_), Some(_)) => " and shows the QR code of a start that was given up",
            (StatusWord::Closed, Some(_), None) => " and keeps the remains of a start that was given up",
            (StatusWord::Connected, _, Some(_)) => " (its QR code is left over from the login)",
            (StatusWord::Initializing, _, Some(_)) => " (its QR code is left over from the last start)",
            (StatusWord::Other, ..) => ", a word that is not known here",
            _ => "",
        };
        list.push(Evidence::new(Source::StatusSession, format!("status-session said {said}{detail}")));
        match look.check {
            Some(true) => {
                let text = match self.good_checks {
                    0 | 1 => "check-connection-session said true, for the first time".to_owned(),
                    count => format!("check-connection-session said true, {count} times in a row"),
                };
                list.push(Evidence::new(Source::CheckConnection, text));
            }
            Some(false) => list.push(Evidence::new(
                Source::CheckConnection,
                "check-connection-session said false: the browser page does not answer",
            )),
            None if look.uncheckable => list.push(Evidence::new(
                Source::CheckConnection,
                "this server has no check-connection-session: its word is all there is",
            )),
            None => {}
        }
    }
}

fn own(verb: Verb) -> Evidence {
    let text = match verb {
        Verb::Start => "this client started the session",
        Verb::Close => "this client closed the session",
        Verb::Logout => "this client logged the session out",
        Verb::Wipe => "this client wiped the session",
        Verb::Restart => "this client restarted the session",
        _ => "this client changed the session",
    };
    Evidence::new(Source::OwnAction, text)
}
