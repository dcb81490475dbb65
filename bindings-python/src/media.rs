//! Files as Python gives them: paths, bytes, file objects, URLs.

use std::{io, path::PathBuf};

use bytes::Bytes;
use futures_util::stream;
use pyo3::{
    prelude::*,
    types::{PyByteArray, PyBytes, PyMemoryView, PyString},
};
use tokio_util::io::StreamReader;
use wppkit::Media;

use crate::error::refused;

/// What is asked of a file object at once.
const CHUNK: usize = 64 * 1024;
const HINT: &str = "give a path, bytes, an object opened with mode 'rb', a URL or a data URI";

/// A file for the core. `named` and `media_type` win over what the object tells itself.
pub(crate) fn media(file: &Bound<'_, PyAny>) -> PyResult<Media> {
    // `wppkit.Media` carries what the plain object cannot say.
    if let Ok(source) = file.getattr("__wppkit_source__") {
        let mut media = media(&source)?;
        if let Some(name) = file.getattr("filename")?.extract::<Option<String>>()? {
            media = media.named(name);
        }
        if let Some(kind) = file.getattr("media_type")?.extract::<Option<String>>()? {
            media = media.with_media_type(kind);
        }
        return Ok(media);
    }
    if let Ok(text) = file.cast::<PyString>() {
        let text = text.to_cow().map_err(|_| refused("file", "the path is no text", HINT))?;
        if text.trim().is_empty() {
            return Err(refused("file", "the path is empty", HINT));
        }
        return Ok(Media::parse(&text));
    }
    if let Ok(bytes) = file.cast::<PyBytes>() {
        return Ok(Media::bytes(Bytes::copy_from_slice(bytes.as_bytes())));
    }
    if let Ok(bytes) = file.cast::<PyByteArray>() {
        return Ok(Media::bytes(bytes.to_vec()));
    }
    if file.is_instance_of::<PyMemoryView>() {
        let bytes: Vec<u8> = file.call_method0("tobytes")?.extract()?;
        return Ok(Media::bytes(bytes));
    }
    if file.hasattr("__fspath__")? {
        return Ok(Media::path(file.extract::<PathBuf>()?));
    }
    if file.hasattr("read")? {
        return opened(file);
    }
    let kind = file.get_type().qualname()?;
    Err(refused("file", &format!("{kind} is no file"), HINT))
}

/// A file object, read as it is uploaded.
fn opened(file: &Bound<'_, PyAny>) -> PyResult<Media> {
    let text = file.py().import("io")?.getattr("TextIOBase")?;
    if file.is_instance(&text)? {
        return Err(refused("file", "is opened as text", "open it with mode 'rb'"));
    }
    if file.getattr("closed").is_ok_and(|closed| closed.is_truthy().unwrap_or(false)) {
        return Err(refused("file", "is closed", "keep it open until the call returns"));
    }
    let name = file.getattr("name").ok().and_then(|name| name.extract::<PathBuf>().ok());
    let name = name.and_then(|name| Some(name.file_name()?.to_string_lossy().into_owned()));
    let reader = StreamReader::new(chunks(file.clone().unbind()));
    let media = Media::reader(Box::pin(reader));
    Ok(match name {
        Some(name) => media.named(name),
        None => media,
    })
}

/// Reads on a thread for blocking work, since a file object needs the interpreter.
fn chunks(file: Py<PyAny>) -> impl futures_util::Stream<Item = io::Result<Bytes>> + Send + Sync {
    let (sender, receiver) = tokio::sync::mpsc::channel(2);
    let unstarted = Some((file, sender));
    stream::unfold((unstarted, receiver), |(mut unstarted, mut receiver)| async move {
        if let Some((file, sender)) = unstarted.take() {
            tokio::task::spawn_blocking(move || {
                loop {
                    let chunk = read(&file);
                    let last = !matches!(&chunk, Ok(chunk) if !chunk.is_empty());
                    let told = matches!(&chunk, Ok(chunk) if chunk.is_empty())
                        || sender.blocking_send(chunk).is_ok();
                    if last || !told {
                        break;
                    }
                }
                Python::attach(|_| drop(file));
            });
        }
        let chunk = receiver.recv().await?;
        Some((chunk, (unstarted, receiver)))
    })
}

fn read(file: &Py<PyAny>) -> io::Result<Bytes> {
    Python::attach(|py| {
        let chunk = file
            .bind(py)
            .call_method1("read", (CHUNK,))
            .map_err(|error| io::Error::other(error.to_string()))?;
        match chunk.cast::<PyBytes>() {
            Ok(bytes) => Ok(Bytes::copy_from_slice(bytes.as_bytes())),
            Err(_) => {
                Err(io::Error::other("read() of the file object gives no bytes: open it with mode 'rb'"))
            }
        }
    })
}
