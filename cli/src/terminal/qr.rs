//! A QR code as characters.

use console::{Term, style};

/// How many modules a character shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Density {
    /// One by two, with half blocks, which every terminal has.
    Half,
    /// Two by three, with sextants (Unicode 13): for windows that are too low for the other.
    Sextant,
}

impl Density {
    fn modules(self) -> (usize, usize) {
        match self {
            Self::Half => (1, 2),
            Self::Sextant => (2, 3),
        }
    }

    /// Light modules around the code. The standard wants four; cameras are content with two.
    fn quiet_zone(self) -> usize {
        match self {
            Self::Half => 4,
            Self::Sextant => 2,
        }
    }

    /// Columns and rows of the drawing of a code with so many modules on a side.
    fn size(self, side: usize) -> (usize, usize) {
        let side = side + 2 * self.quiet_zone();
        let (wide, high) = self.modules();
        (side.div_ceil(wide), side.div_ceil(high))
    }

    /// The best drawing for this window that leaves lines below; `None` if the code does not fit at all.
    ///
    /// Where there is no window, nothing is cut off.
    pub(crate) fn fitting(screen: &Term, side: usize, lines_below: usize) -> Option<Self> {
        let Some((rows, columns)) = screen.size_checked().filter(|_| screen.is_term()) else {
            return Some(Self::Half);
        };
        [Self::Half, Self::Sextant].into_iter().find(|density| {
            let (width, height) = density.size(side);
            width <= usize::from(columns) && height + lines_below < usize::from(rows)
        })
    }
}

/// Draws the dark modules, row by row, as lines: black on white whatever the theme is.
///
/// Without colours the drawing is right on a dark background.
pub(crate) fn draw(dark: &[Vec<bool>], density: Density, coloured: bool) -> Vec<String> {
    let paint = |line| style(line).white().bright().on_black().force_styling(coloured).to_string();
    plain(dark, density).into_iter().map(paint).collect()
}

fn plain(dark: &[Vec<bool>], density: Density) -> Vec<String> {
    let quiet = density.quiet_zone();
    let light = |x: usize, y: usize| {
        let module = || dark.get(y.checked_sub(quiet)?)?.get(x.checked_sub(quiet)?);
        !module().copied().unwrap_or(false)
    };
    let (columns, rows) = density.size(dark.len());
    let (wide, high) = density.modules();
    let character = |column: usize, row: usize| {
        let places = (0..high).flat_map(|y| (0..wide).map(move |x| (x, y)));
        let bits = places
            .enumerate()
            .filter(|(_, (x, y))| light(column * wide + x, row * high + y))
            .fold(0, |bits, (place, _)| bits | 1 << place);
        match density {
            Density::Half => [' ', '▀', '▄', '█'][bits as usize],
            Density::Sextant => sextant(bits),
        }
    };
    (0..rows).map(|row| (0..columns).map(|column| character(column, row)).collect()).collect()
}

/// The block sextant with these parts filled, counted from the upper left along the lines.
fn sextant(bits: u32) -> char {
    match bits {
        0 => ' ',
        0b01_01_01 => '▌',
        0b10_10_10 => '▐',
        0b11_11_11 => '█',
        // The halves are elsewhere in Unicode, so the block has gaps closed after them.
        bits => {
            let gaps = u32::from(bits > 0b01_01_01) + u32::from(bits > 0b10_10_10);
            char::from_u32(0x1_FB00 + bits - 1 - gaps).unwrap_or('?')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As long as WhatsApp's own.
    fn text() -> String {
        format!("2@{}", "AbCdEfGhIj0123456789+/=,".repeat(10))
    }

    fn code() -> Vec<Vec<bool>> {
        let code = fast_qr::QRBuilder::new(text()).ecl(fast_qr::ECL::L).build().unwrap();
        (0..code.size).map(|y| (0..code.size).map(|x| code[y][x].value()).collect()).collect()
    }

    /// What a camera sees: characters twice as high as wide, light ink on a dark screen.
    fn scan(drawing: &[String], density: Density) -> String {
        let (wide, high) = density.modules();
        let (cell_width, cell_height) = (6, 12);
        let rows: Vec<Vec<char>> = drawing.iter().map(|line| line.chars().collect()).collect();
        let bits = |character: char| {
            (0..1u32 << (wide * high))
                .find(|&bits| match density {
                    Density::Half => [' ', '▀', '▄', '█'][bits as usize] == character,
                    Density::Sextant => sextant(bits) == character,
                })
                .unwrap()
        };
        let (width, height) = (rows[0].len() * cell_width, rows.len() * cell_height);
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width + 40, height + 40, |x, y| {
            let (Some(x), Some(y)) = (x.checked_sub(20), y.checked_sub(20)) else { return 0 };
            let Some(character) = rows.get(y / cell_height).and_then(|row| row.get(x / cell_width)) else {
                return 0;
            };
            let place = (y % cell_height) * high / cell_height * wide + (x % cell_width) * wide / cell_width;
            if bits(*character) >> place & 1 == 1 { 255 } else { 0 }
        });
        image.detect_grids()[0].decode().unwrap().1
    }

    #[test]
    fn a_camera_reads_every_drawing() {
        for density in [Density::Half, Density::Sextant] {
            assert_eq!(scan(&plain(&code(), density), density), text(), "{density:?}");
        }
    }

    #[test]
    fn the_dense_drawing_fits_into_an_ordinary_window() {
        let (width, height) = Density::Sextant.size(code().len());
        assert!(width <= 80 && height + 2 < 24, "{width}x{height}");
        assert_eq!(plain(&code(), Density::Sextant).len(), height);
    }
}
