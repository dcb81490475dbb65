//! Takes the file out of an answer while it comes in: the base64 in it is decoded piece by piece.
//!
//! Of `{"base64":"…","mimetype":"…"}` only the decoded content is kept, in memory or on disk, so that a large file
//! is never held twice, and on its way to disk not at all.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use tokio::{
    fs::{File, OpenOptions},
    io::AsyncWriteExt,
    sync::Mutex,
};

/// The key whose text is the file.
const KEY: &[u8] = b"\"base64\"";
/// How far into an answer the key is looked for; without it the answer is kept as it is.
const FARTHEST: usize = 64 * 1024;

/// Where the file of an answer goes. Clones share it; each attempt begins anew.
#[derive(Clone)]
pub(crate) struct Receiver(Arc<Mutex<State>>);

struct State {
    target: Target,
    stage: Stage,
    /// The answer without the file.
    rest: Vec<u8>,
    /// Characters that are no whole group of four yet.
    carry: Vec<u8>,
    /// Bytes of the file so far.
    size: u64,
    /// The answer is the file itself.
    plain: bool,
}

enum Target {
    Memory(Vec<u8>),
    File { part: PathBuf, file: Option<File> },
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Before,
    Within,
    After,
}

impl Receiver {
    /// Keeps the file in memory.
    pub(crate) fn memory() -> Self {
        Self::new(Target::Memory(Vec::new()), false)
    }

    /// Writes the file to a path beside the one where it shall be, until it is complete.
    pub(crate) fn file(path: &Path) -> Self {
        Self::new(Target::beside(path), false)
    }

    /// The same for an answer that is the file itself. Only the owner may read it.
    pub(crate) fn plain_file(path: &Path) -> Self {
        Self::new(Target::beside(path), true)
    }

    fn new(target: Target, plain: bool) -> Self {
        let (rest, carry) = (Vec::new(), Vec::new());
        Self(Arc::new(Mutex::new(State { target, stage: Stage::Before, rest, carry, size: 0, plain })))
    }

    /// Forgets what an earlier attempt brought.
    pub(crate) async fn begin(&self) -> io::Result<()> {
        let state = &mut *self.0.lock().await;
        state.stage = Stage::Before;
        state.rest.clear();
        state.carry.clear();
        state.size = 0;
        match &mut state.target {
            Target::Memory(bytes) => bytes.clear(),
            Target::File { part, file } => *file = Some(create(part, state.plain).await?),
        }
        Ok(())
    }

    /// Takes a piece of the answer. Gives how many bytes of it are held in memory since the beginning.
    pub(crate) async fn push(&self, piece: &[u8]) -> io::Result<usize> {
        let mut state = self.0.lock().await;
        state.push(piece).await?;
        Ok(state.rest.len() + if let Target::Memory(bytes) = &state.target { bytes.len() } else { 0 })
    }

    /// The answer without the file.
    pub(crate) async fn rest(&self) -> io::Result<Bytes> {
        let mut state = self.0.lock().await;
        if !state.carry.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the base64 ends in the middle"));
        }
        if let Target::File { file: Some(file), .. } = &mut state.target {
            file.flush().await?;
        }
        Ok(Bytes::from(std::mem::take(&mut state.rest)))
    }

    /// The file, if it was kept in memory.
    pub(crate) async fn take(&self) -> Bytes {
        match &mut self.0.lock().await.target {
            Target::Memory(bytes) => Bytes::from(std::mem::take(bytes)),
            Target::File { .. } => Bytes::new(),
        }
    }

    /// Puts the complete file where it shall be, and gives its size.
    pub(crate) async fn settle(&self, path: &Path) -> io::Result<u64> {
        let mut state = self.0.lock().await;
        if let Target::File { part, file } = &mut state.target {
            if let Some(file) = file.take() {
                file.sync_all().await?;
            }
            tokio::fs::rename(part, path).await?;
        }
        Ok(state.size)
    }

    /// Removes what was written of a file that did not become complete.
    pub(crate) async fn discard(&self) {
        if let Target::File { part, file } = &mut self.0.lock().await.target {
            *file = None;
            // Where nothing was written there is nothing to remove.
            let _absent = tokio::fs::remove_file(part).await;
        }
    }
}

impl State {
    async fn push(&mut self, piece: &[u8]) -> io::Result<()> {
        if self.plain {
            return self.keep(piece).await;
        }
        match self.stage {
            Stage::After => self.rest.extend_from_slice(piece),
            Stage::Within => self.content(piece).await?,
            Stage::Before => {
                self.rest.extend_from_slice(piece);
                if let Some(start) = content_start(&self.rest) {
                    let content = self.rest.split_off(start);
                    self.stage = Stage::Within;
                    self.content(&content).await?;
                } else if self.rest.len() > FARTHEST {
                    self.stage = Stage::After;
                }
            }
        }
        Ok(())
    }

    async fn keep(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.size += bytes.len() as u64;
        match &mut self.target {
            Target::Memory(kept) => kept.extend_from_slice(bytes),
            Target::File { file: Some(file), .. } => file.write_all(bytes).await?,
            Target::File { file: None, .. } => {}
        }
        Ok(())
    }

    async fn content(&mut self, piece: &[u8]) -> io::Result<()> {
        let end = piece.iter().position(|byte| *byte == b'"');
        let (content, rest) = piece.split_at(end.unwrap_or(piece.len()));
        self.carry.extend_from_slice(content);
        let whole = self.carry.len() / 4 * 4;
        let decoded = STANDARD
            .decode(&self.carry[..whole])
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        self.carry.drain(..whole);
        self.keep(&decoded).await?;
        if end.is_some() {
            self.stage = Stage::After;
            self.rest.extend_from_slice(rest);
        }
        Ok(())
    }
}

impl Target {
    fn beside(path: &Path) -> Self {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        Self::File { part: part.into(), file: None }
    }
}

async fn create(path: &Path, private: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if private {
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = private;
    options.open(path).await
}

/// Where the text of the key begins; nothing while that much has not come yet, or if it is no text.
fn content_start(answer: &[u8]) -> Option<usize> {
    let key = answer.windows(KEY.len()).position(|window| window == KEY)?;
    let mut at = key + KEY.len();
    for wanted in [b':', b'"'] {
        at += answer[at..].iter().position(|byte| !byte.is_ascii_whitespace())?;
        if answer[at] != wanted {
            return None;
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn received(answer: &[u8], pieces: usize) -> io::Result<(Bytes, Bytes)> {
        let receiver = Receiver::memory();
        receiver.begin().await?;
        for piece in answer.chunks(pieces) {
            receiver.push(piece).await?;
        }
        let rest = receiver.rest().await?;
        Ok((receiver.take().await, rest))
    }

    #[tokio::test]
    async fn the_file_is_taken_out_however_the_answer_is_cut() {
        let content: Vec<u8> = (0..1000u32).map(|n| n as u8).collect();
        let answer = format!(r#"{{"base64": "{}","mimetype":"image/png"}}"#, STANDARD.encode(&content));
        for pieces in [1, 2, 3, 7, 64, 5000] {
            let (file, rest) = received(answer.as_bytes(), pieces).await.unwrap();
            assert!(file == content, "{pieces}");
            assert_eq!(rest, r#"{"base64": "","mimetype":"image/png"}"#, "{pieces}");
        }
    }

    #[tokio::test]
    async fn an_answer_without_a_file_stays_as_it_is() {
        for answer in [r#"{"mimetype":"image/png"}"#, r#"{"base64":null}"#, "<html>"] {
            let (file, rest) = received(answer.as_bytes(), 4).await.unwrap();
            assert_eq!((file.len(), &rest[..]), (0, answer.as_bytes()));
        }
    }

    #[tokio::test]
    async fn damaged_base64_is_refused() {
        for answer in [r#"{"base64":"A*=="}"#, r#"{"base64":"AAA"}"#] {
            assert!(received(answer.as_bytes(), 4).await.is_err(), "{answer}");
        }
    }
}
