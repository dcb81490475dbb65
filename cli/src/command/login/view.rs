//! The stages of a login on the screen.

use std::{
    fs, io,
    path::Path,
    time::{Duration, Instant},
};

use console::style;
use serde_json::json;
use wppkit::{PairingCode, Qr, Stage};

use crate::{
    failure::Failure,
    output::Output,
    terminal::{Density, Panel, draw},
};

/// How often WhatsApp shows another code.
const ROTATION: Duration = Duration::from_secs(20);
/// How long the server waits for a login, unless it is configured otherwise.
const AUTO_CLOSE: Duration = Duration::from_secs(60);
/// Lines below a code.
const FOOTER: usize = 2;

/// Shows the stages: redrawn in place on a terminal, one after the other elsewhere, as JSON lines for scripts.
#[derive(Debug)]
pub(super) struct View<'o> {
    output: &'o Output,
    png: Option<&'o Path>,
    panel: Panel<'o>,
    /// The lines of the code that waits.
    code: Vec<String>,
    qr: Option<Qr>,
    first_code: Option<Instant>,
}

impl<'o> View<'o> {
    /// A view that shows nothing yet. The present QR code is kept in the file, too.
    pub(super) fn new(output: &'o Output, png: Option<&'o Path>) -> Self {
        Self { output, png, panel: Panel::new(output.screen()), code: Vec::new(), qr: None, first_code: None }
    }

    /// Shows a stage.
    pub(super) fn show(&mut self, stage: &Stage) -> Result<(), Failure> {
        if let (Stage::Qr(qr), Some(path)) = (stage, self.png) {
            save(qr, path)?;
        }
        if self.output.is_json() {
            self.output.event(&event(stage));
            return Ok(());
        }
        match stage {
            Stage::Starting => self.say("Starting the browser on the server …")?,
            Stage::Qr(qr) => self.show_qr(qr)?,
            Stage::PairingCode(code) => self.show_pairing(code)?,
            Stage::Scanned => self.say("The phone accepted the code; waiting for WhatsApp …")?,
            Stage::Syncing => self.say("A stored login holds; checking it …")?,
            _ => {}
        }
        Ok(())
    }

    /// Whether a countdown runs.
    pub(super) fn counts(&self) -> bool {
        self.qr.is_some() && self.output.screen().is_term() && !self.output.is_json()
    }

    /// Redraws the countdown.
    pub(super) fn tick(&mut self) -> io::Result<()> {
        let mut lines = self.code.clone();
        lines.extend(self.footer());
        self.panel.show(lines)
    }

    /// Takes everything off the screen that was meant for the moment.
    pub(super) fn end(&mut self) -> io::Result<()> {
        self.panel.clear()
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        self.code.clear();
        self.qr = None;
        self.panel.show(vec![text.to_owned()])
    }

    fn show_qr(&mut self, qr: &Qr) -> Result<(), Failure> {
        self.first_code.get_or_insert_with(Instant::now);
        let screen = self.output.screen();
        let dark = qr.modules()?;
        self.code = match Density::fitting(screen, dark.len(), FOOTER) {
            Some(density) => draw(&dark, density, screen.is_term() && console::colors_enabled_stderr()),
            None => vec![too_small(dark.len())],
        };
        self.qr = Some(qr.clone());
        Ok(self.tick()?)
    }

    fn footer(&self) -> Vec<String> {
        let Some(qr) = &self.qr else { return Vec::new() };
        let what = "Scan it with the phone: WhatsApp, Linked devices, Link a device";
        if !self.output.screen().is_term() {
            return vec![format!("{what} (code {})", qr.seq())];
        }
        let left = |whole: Duration, passed: Duration| whole.saturating_sub(passed).as_secs();
        let next = match left(ROTATION, qr.age()) {
            0 => "the next one comes any moment".to_owned(),
            seconds => format!("the next one in about {seconds} s"),
        };
        let close = match left(AUTO_CLOSE, self.first_code.map_or(Duration::ZERO, |first| first.elapsed())) {
            0 => String::new(),
            seconds => format!(", the server gives up in about {seconds} s"),
        };
        vec![
            what.to_owned(),
            style(format!("Code {}; {next}{close}", qr.seq())).for_stderr().dim().to_string(),
        ]
    }

    fn show_pairing(&mut self, code: &PairingCode) -> io::Result<()> {
        self.qr = None;
        self.code.clear();
        let lines = match code.grouped() {
            Some(grouped) => vec![
                format!("Pairing code for {}: {}", code.phone.e164(), style(grouped).for_stderr().bold()),
                "Type it into the phone: WhatsApp, Linked devices, Link with phone number".to_owned(),
            ],
            None => vec![format!(
                "A pairing code for {} waits, and only the session's webhook gets to know it",
                code.phone.e164()
            )],
        };
        self.panel.show(lines)
    }
}

fn too_small(side: usize) -> String {
    format!(
        "The QR code of {side}x{side} modules does not fit into this window: enlarge it, or use --png FILE"
    )
}

/// The stage for scripts. A code logs an account in; showing it is what the command is for.
fn event(stage: &Stage) -> serde_json::Value {
    match stage {
        Stage::Qr(qr) => json!({ "type": "qr", "seq": qr.seq(), "text": qr.text() }),
        Stage::PairingCode(code) => {
            json!({ "type": "pairing_code", "code": code.code, "phone": code.phone.e164() })
        }
        other => json!({ "type": other.name() }),
    }
}

/// Writes beside the file first, so that nobody reads half a picture.
fn save(qr: &Qr, path: &Path) -> Result<(), Failure> {
    let png = qr.png()?;
    let beside = path.with_extension("png.part");
    fs::write(&beside, png).and_then(|()| fs::rename(&beside, path)).map_err(|error| {
        Failure::usage(
            format!("the QR code cannot be written to {}: {error}", path.display()),
            "name a file in a folder that exists and can be written",
        )
    })
}
