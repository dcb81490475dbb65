//! A block of lines that is redrawn in place.

use std::io;

use console::{Term, measure_text_width};

/// Lines at the end of the screen; showing others replaces them. Where there is no terminal, they follow.
#[derive(Debug)]
pub(crate) struct Panel<'t> {
    screen: &'t Term,
    shown: Vec<String>,
}

impl<'t> Panel<'t> {
    /// An empty panel below what was printed so far.
    pub(crate) fn new(screen: &'t Term) -> Self {
        Self { screen, shown: Vec::new() }
    }

    /// Replaces the lines. Nothing is written when they are the same.
    pub(crate) fn show(&mut self, lines: Vec<String>) -> io::Result<()> {
        let same = lines.iter().zip(&self.shown).take_while(|(new, old)| new == old).count();
        if same == lines.len() && same == self.shown.len() {
            return Ok(());
        }
        // Redrawing only the tail keeps a QR code still while the countdown below it runs.
        let kept = if self.clear_from(same)? { same } else { 0 };
        for line in &lines[kept..] {
            self.screen.write_line(line)?;
        }
        self.shown = lines;
        Ok(())
    }

    /// Takes the lines off the screen; they stay where there is no terminal.
    pub(crate) fn clear(&mut self) -> io::Result<()> {
        self.clear_from(0)?;
        self.shown.clear();
        Ok(())
    }

    /// Whether the lines from this one on could be taken off the screen.
    fn clear_from(&self, first: usize) -> io::Result<bool> {
        let Some((rows, columns)) = self.screen.size_checked().filter(|_| self.screen.is_term()) else {
            return Ok(false);
        };
        let rows_of = |line: &String| measure_text_width(line).div_ceil(usize::from(columns).max(1)).max(1);
        let height: usize = self.shown[first..].iter().map(rows_of).sum();
        // What has scrolled off the top cannot be reached any more.
        if height >= usize::from(rows) {
            return Ok(false);
        }
        self.screen.clear_last_lines(height)?;
        Ok(true)
    }
}
