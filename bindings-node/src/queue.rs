//! What waits for JavaScript to fetch it.

use std::{
    io::Write,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use napi::{
    Env, Status,
    bindgen_prelude::{Array, BufferSlice, Function},
    threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode},
};
use wppkit::bridge::Reply;

use crate::completion::Completion;

/// Wakes the event loop up. It is weak: what holds the event loop is decided in JavaScript, by what is pending.
type Notify = ThreadsafeFunction<(), (), (), Status, false, true>;

/// Texts beyond this size cross alone, so that a batch stays far below the longest text of JavaScript.
const BATCH_BYTES: usize = 4 << 20;

#[derive(Default)]
struct Waiting {
    completions: Vec<Completion>,
    /// Somebody will look for them: no wake-up is needed.
    quiet: bool,
}

/// The completions of one JavaScript environment, the main thread or a worker.
pub(crate) struct Queue {
    waiting: Mutex<Waiting>,
    notify: Notify,
}

impl Queue {
    pub(crate) fn new(notify: &Function<'_, (), ()>) -> napi::Result<Arc<Self>> {
        let notify = notify.build_threadsafe_function::<()>().weak::<true>().build()?;
        Ok(Arc::new(Self { waiting: Mutex::default(), notify }))
    }

    /// Adds one; wakes JavaScript up unless that was done already.
    pub(crate) fn push(&self, completion: Completion) {
        let wakes = {
            let mut waiting = self.locked();
            waiting.completions.push(completion);
            waiting.completions.len() == 1 && !waiting.quiet
        };
        if wakes {
            // Refused only by an environment that is closing, where nobody waits any more.
            let _ = self.notify.call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    /// Does something after which the caller looks whether anything waits, which this tells.
    pub(crate) fn quietly(&self, work: impl FnOnce()) -> bool {
        self.locked().quiet = true;
        work();
        let mut waiting = self.locked();
        waiting.quiet = false;
        !waiting.completions.is_empty()
    }

    fn locked(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what has come, as `[text, more, beside, …]`: the text is the JSON list `[id, kind, value, …]`. For each
    /// kind 0 in it status, content type and body follow, for each kind 7 its bytes. `more` tells whether something
    /// waits still. `None` if nothing waits.
    pub(crate) fn drain<'e>(&self, env: &'e Env) -> napi::Result<Option<Array<'e>>> {
        let (batch, more) = self.take();
        if batch.is_empty() {
            return Ok(None);
        }
        let mut text = Vec::with_capacity(batch.iter().map(|one| one.json().len() + 16).sum());
        let mut beside: Vec<Beside> = Vec::with_capacity(batch.len());
        for completion in batch {
            text.push(if text.is_empty() { b'[' } else { b',' });
            // Writing into memory cannot fail.
            let _ = write!(text, "{},{},", completion.id(), completion.kind());
            text.extend_from_slice(completion.json());
            match completion {
                Completion::Answered { reply, .. } => beside.push(Beside::Answer(reply)),
                Completion::Delivered { bytes, .. } => beside.push(Beside::Bytes(bytes)),
                _ => {}
            }
        }
        text.push(b']');
        let text = String::from_utf8(text).map_err(|error| napi::Error::from_reason(error.to_string()))?;
        let mut values = env.create_array(0)?;
        values.insert(text)?;
        values.insert(more)?;
        for one in beside {
            match one {
                Beside::Answer(reply) => {
                    values.insert(u32::from(reply.status))?;
                    values.insert(reply.content_type.as_str())?;
                    insert_body(env, &mut values, &reply.raw)?;
                }
                Beside::Bytes(bytes) => values.insert(BufferSlice::copy_from(env, bytes)?)?,
            }
        }
        Ok(Some(values))
    }

    /// The oldest completions, at most [`BATCH_BYTES`] of them unless one alone is larger; and whether there are more.
    fn take(&self) -> (Vec<Completion>, bool) {
        let waiting = &mut self.locked().completions;
        let mut size = 0;
        let fitting = waiting.iter().take_while(|one| {
            let fits = size == 0 || size + one.size() <= BATCH_BYTES;
            size += one.size();
            fits
        });
        let count = fitting.count();
        if count == waiting.len() {
            (mem::take(waiting), false)
        } else {
            (waiting.drain(..count).collect(), true)
        }
    }
}

/// What stands beside the JSON text.
enum Beside {
    Answer(Reply),
    Bytes(Bytes),
}

/// Text as text, everything else as bytes.
fn insert_body(env: &Env, values: &mut Array<'_>, body: &Bytes) -> napi::Result<()> {
    match std::str::from_utf8(body) {
        Ok(text) => values.insert(text),
        Err(_) => values.insert(BufferSlice::copy_from(env, body)?),
    }
}
