//! The QR code of a login: drawn from its text, or taken from the server's image.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use fast_qr::{ECL, QRBuilder, QRCode};
use wppkit_api::helpers::QrStatus;

use crate::Error;

/// Light modules around the code, as the standard wants them.
const QUIET_ZONE: usize = 4;
/// Pixels per module of the drawn PNG.
const SCALE: usize = 8;
/// How long WhatsApp shows one code before it changes it.
const ROTATION: Duration = Duration::from_secs(20);

/// A QR code that logs the session in when the phone scans it.
#[derive(Clone)]
pub struct Qr {
    text: Arc<str>,
    seq: u32,
    first_seen: Instant,
    waiting: bool,
}

impl Qr {
    /// A code from the server's `urlcode`, first seen at this moment.
    pub(crate) fn new(text: &str, seq: u32, first_seen: Instant, waiting: bool) -> Self {
        Self { text: Arc::from(text), seq, first_seen, waiting }
    }

    /// The code as plain data.
    pub fn status(&self) -> QrStatus {
        let age = u64::try_from(self.age().as_millis()).unwrap_or(u64::MAX);
        QrStatus::new(self.text(), self.waiting, self.seq, age)
    }

    /// The text that the code encodes.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// 1 for the first code of a login, counting up with every new one.
    pub fn seq(&self) -> u32 {
        self.seq
    }

    /// Time since this code was first seen here; it may be older by one poll interval.
    pub fn age(&self) -> Duration {
        Instant::now().saturating_duration_since(self.first_seen)
    }

    /// Whether a newer code has probably replaced this one. WhatsApp changes it about every 20 s.
    pub fn is_expired(&self) -> bool {
        self.age() > ROTATION * 3
    }

    /// Whether the code is a leftover: the server keeps the last one after the login and after an auto close.
    pub fn is_stale(&self) -> bool {
        !self.waiting
    }

    /// The code as a PNG image, 8 pixels per module with a quiet zone.
    ///
    /// # Errors
    /// `unexpected_response` if the text is too long for a QR code.
    pub fn png(&self) -> Result<Vec<u8>, Error> {
        png(&modules(&self.text)?)
    }

    /// The PNG as a data URL for an `<img>`.
    ///
    /// # Errors
    /// As [`Qr::png`].
    pub fn data_url(&self) -> Result<String, Error> {
        Ok(format!("data:image/png;base64,{}", STANDARD.encode(self.png()?)))
    }

    /// The modules of the code, row by row, without a quiet zone; `true` is dark.
    ///
    /// # Errors
    /// As [`Qr::png`].
    pub fn modules(&self) -> Result<Vec<Vec<bool>>, Error> {
        let code = modules(&self.text)?;
        Ok((0..code.size).map(|y| (0..code.size).map(|x| code[y][x].value()).collect()).collect())
    }

    /// The code for a terminal: two modules per character, light on dark, quiet zone included.
    ///
    /// # Errors
    /// As [`Qr::png`].
    pub fn terminal(&self) -> Result<String, Error> {
        Ok(terminal(&modules(&self.text)?))
    }
}

impl fmt::Debug for Qr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The text logs an account in: it is as good as a password for its life time.
        formatter
            .debug_struct("Qr")
            .field("seq", &self.seq)
            .field("stale", &self.is_stale())
            .finish_non_exhaustive()
    }
}

impl From<&QrStatus> for Qr {
    fn from(status: &QrStatus) -> Self {
        let age = Duration::from_millis(status.age_ms);
        let now = Instant::now();
        Self::new(&status.text, status.seq, now.checked_sub(age).unwrap_or(now), status.fresh)
    }
}

/// Bytes of a PNG given as a data URL, as bare base64 (`start-session` answers that), or `None`.
pub fn png_from_base64(text: &str) -> Option<Vec<u8>> {
    let encoded = match text.split_once(";base64,") {
        Some((head, encoded)) if head.starts_with("data:image/png") => encoded,
        Some(_) => return None,
        None => text,
    };
    STANDARD.decode(encoded.trim()).ok().filter(|bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n"))
}

fn modules(text: &str) -> Result<QRCode, Error> {
    QRBuilder::new(text.as_bytes()).ecl(ECL::L).build().map_err(|_| {
        Error::new(
            crate::ErrorCode::UnexpectedResponse,
            format!("the server's QR text of {} bytes does not fit into a QR code", text.len()),
        )
    })
}

fn is_dark(code: &QRCode, x: usize, y: usize) -> bool {
    let inside = |at: usize| at.checked_sub(QUIET_ZONE).filter(|at| *at < code.size);
    match (inside(x), inside(y)) {
        (Some(x), Some(y)) => code[y][x].value(),
        _ => false,
    }
}

fn png(code: &QRCode) -> Result<Vec<u8>, Error> {
    let side = (code.size + 2 * QUIET_ZONE) * SCALE;
    let mut pixels = Vec::with_capacity(side * side);
    for y in 0..side {
        pixels.extend((0..side).map(|x| if is_dark(code, x / SCALE, y / SCALE) { 0u8 } else { 255 }));
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side as u32, side as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let failed =
        |error| Error::new(crate::ErrorCode::UnexpectedResponse, "drawing the QR code").with_source(error);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

fn terminal(code: &QRCode) -> String {
    let side = code.size + 2 * QUIET_ZONE;
    let mut drawing = String::with_capacity(side * side * 2);
    for y in (0..side).step_by(2) {
        for x in 0..side {
            let lower_dark = y + 1 < side && is_dark(code, x, y + 1);
            drawing.push(match (is_dark(code, x, y), lower_dark) {
                (false, false) => '█',
                (false, true) => '▀',
                (true, false) => '▄',
                (true, true) => ' ',
            });
        }
        drawing.push('\n');
    }
    drawing
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "2@AbCdEfGhIjKlMnOpQrStUvWxYz0123456789+/=,key==,identity==,1";

    fn qr() -> Qr {
        Qr::new(TEXT, 1, Instant::now(), true)
    }

    #[test]
    fn png_holds_the_modules_of_the_text() {
        let code = modules(TEXT).unwrap();
        let rows = qr().modules().unwrap();
        assert!(rows.len() == code.size && rows.iter().all(|row| row.len() == code.size));
        let bytes = qr().png().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(info.width as usize, (code.size + 2 * QUIET_ZONE) * SCALE);
        for y in 0..code.size {
            for x in 0..code.size {
                let at = ((y + QUIET_ZONE) * SCALE + 1) * info.width as usize + (x + QUIET_ZONE) * SCALE + 1;
                assert_eq!(pixels[at] == 0, code[y][x].value(), "module {x},{y}");
                assert_eq!(rows[y][x], code[y][x].value(), "module {x},{y}");
            }
        }
    }

    #[test]
    fn terminal_drawing_is_square_and_has_a_quiet_zone() {
        let drawing = qr().terminal().unwrap();
        let lines: Vec<&str> = drawing.lines().collect();
        let width = lines[0].chars().count();
        assert!(lines.iter().all(|line| line.chars().count() == width));
        assert_eq!(lines.len(), width.div_ceil(2));
        assert!(lines[..2].iter().all(|line| line.chars().all(|c| c == '█')), "quiet zone is light");
        assert!(drawing.contains('▄') && drawing.contains(' '));
    }

    #[test]
    fn images_of_the_server_come_with_and_without_prefix() {
        let png = qr().png().unwrap();
        let bare = STANDARD.encode(&png);
        assert_eq!(png_from_base64(&bare).as_deref(), Some(&png[..]));
        assert_eq!(png_from_base64(&qr().data_url().unwrap()).as_deref(), Some(&png[..]));
        assert_eq!(png_from_base64("data:image/jpeg;base64,AAAA"), None);
        assert_eq!(png_from_base64("not base64!"), None);
        assert_eq!(png_from_base64("AAAA"), None, "base64 of something else");
    }

    #[test]
    fn a_code_that_nobody_waits_for_is_stale_and_debug_hides_the_text() {
        let stale = Qr::new(TEXT, 3, Instant::now(), false);
        assert!(stale.is_stale() && !qr().is_stale());
        assert!(!format!("{stale:?}").contains("2@Ab"));
        let old = Qr::new(TEXT, 1, Instant::now() - Duration::from_secs(61), true);
        assert!(old.is_expired() && !qr().is_expired());
    }

    #[test]
    fn an_absurd_text_is_an_error() {
        let error = Qr::new(&"x".repeat(5000), 1, Instant::now(), true).png().unwrap_err();
        assert_eq!(error.code(), crate::ErrorCode::UnexpectedResponse);
    }
}
