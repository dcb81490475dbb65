//! QR codes as PNG images.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fast_qr::{ECL, QRBuilder};

/// Width of the quiet zone around the symbol, in modules.
const QUIET: usize = 4;

/// Draws `text` as a black-and-white PNG, `scale` pixels per module; empty if the text does not fit a QR code.
#[must_use]
pub fn png(text: &str, scale: usize) -> Vec<u8> {
    let Ok(code) = QRBuilder::new(text).ecl(ECL::M).build() else { return Vec::new() };
    let width = (code.size + 2 * QUIET) * scale;
    let row_bytes = width.div_ceil(8);
    let mut pixels = vec![0xFF_u8; row_bytes * width];
    for y in 0..code.size {
        for x in (0..code.size).filter(|&x| code[y][x].value()) {
            for row in (y + QUIET) * scale..(y + QUIET + 1) * scale {
                for column in (x + QUIET) * scale..(x + QUIET + 1) * scale {
                    pixels[row * row_bytes + column / 8] &= !(0x80 >> (column % 8));
                }
            }
        }
    }
    encode(&pixels, width).unwrap_or_default()
}

/// Width in pixels of the image that qrcode-session serves.
pub const SERVED_SCALE: usize = 7;
/// Pixels per module in the images that travel in JSON.
pub const INLINE_SCALE: usize = 4;

/// Images that travel in JSON are asked for with every status of a session: the newest ones are kept.
static DRAWN: Mutex<Drawn> = Mutex::new(Drawn(VecDeque::new()));

/// Texts with their images in base64, the newest first.
struct Drawn(VecDeque<(Box<str>, Arc<str>)>);

impl Drawn {
    /// How many are kept.
    const KEPT: usize = 16;

    fn base64(&mut self, text: &str) -> Arc<str> {
        if let Some((_, image)) = self.0.iter().find(|(known, _)| **known == *text) {
            return Arc::clone(image);
        }
        let image: Arc<str> = STANDARD.encode(png(text, INLINE_SCALE)).into();
        self.0.truncate(Self::KEPT - 1);
        self.0.push_front((text.into(), Arc::clone(&image)));
        image
    }
}

/// The image that travels in JSON, as bare base64.
#[must_use]
pub fn base64(text: &str) -> Arc<str> {
    DRAWN.lock().unwrap_or_else(PoisonError::into_inner).base64(text)
}

/// The image that travels in JSON, as a data URL.
#[must_use]
pub fn data_url(text: &str) -> String {
    format!("data:image/png;base64,{}", base64(text))
}

fn encode(pixels: &[u8], width: usize) -> Result<Vec<u8>, png::EncodingError> {
    let side = u32::try_from(width).unwrap_or(u32::MAX);
    let mut image = Vec::new();
    let mut encoder = png::Encoder::new(&mut image, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.write_header()?.write_image_data(pixels)?;
    Ok(image)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_image_is_a_square_png_with_a_white_border() {
        let image = png("2@abc", 3);
        let mut reader = png::Decoder::new(std::io::Cursor::new(image)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), (info.height, (21 + 8) * 3));
        assert_eq!(pixels[0], 0xFF, "quiet zone");
        assert!(pixels.iter().any(|&byte| byte != 0xFF), "modules");
    }

    #[test]
    fn an_image_is_drawn_once() {
        let mut drawn = Drawn(VecDeque::new());
        let first = drawn.base64("2@once");
        assert!(Arc::ptr_eq(&first, &drawn.base64("2@once")));
        (0..Drawn::KEPT).for_each(|n| drop(drawn.base64(&format!("2@{n}"))));
        let again = drawn.base64("2@once");
        assert!(!Arc::ptr_eq(&first, &again));
        assert_eq!(first, again);
    }

    #[test]
    fn the_inline_form_is_a_data_url() {
        assert!(data_url("2@abc").starts_with("data:image/png;base64,iVBORw0KGgo"));
    }
}
