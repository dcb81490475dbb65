//! A picture of the browser page.

use std::sync::OnceLock;

use serde_json::Value;

use super::file::base64;
use super::{CallContext, Returned, Thrown};
use crate::world::account::Account;

const WIDTH: u32 = 780;
const HEIGHT: u32 = 493;
/// Width of the list of chats, and height of the bar above it.
const LIST: usize = 260;
const BAR: usize = 60;
/// White, the green of the bar, the grey of the list.
const PALETTE: [u8; 9] = [255, 255, 255, 0, 128, 105, 240, 242, 245];

/// `takeScreenshot()`: base64 of a PNG. The page looks the same at all times.
pub(super) fn take_screenshot(_: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    static PICTURE: OnceLock<Option<String>> = OnceLock::new();
    let picture = PICTURE.get_or_init(|| draw().ok().map(|png| base64(&png)));
    picture.clone().map(|picture| Some(picture.into())).ok_or_else(|| Thrown::node("no picture"))
}

fn draw() -> Result<Vec<u8>, png::EncodingError> {
    let row = |y: usize| (0..WIDTH as usize).map(move |x| if y < BAR { 1 } else { u8::from(x < LIST) * 2 });
    let pixels: Vec<u8> = (0..HEIGHT as usize).flat_map(row).collect();
    let mut image = Vec::new();
    let mut encoder = png::Encoder::new(&mut image, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(&PALETTE[..]);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(image)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_a_png_of_the_page() {
        let image = draw().unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(image)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (WIDTH, HEIGHT));
    }
}
