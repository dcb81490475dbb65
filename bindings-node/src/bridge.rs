//! What JavaScript calls.

use std::{collections::HashMap, future::Future, io, sync::Arc};

use bytes::Bytes;
use napi::{
    Env,
    bindgen_prelude::{Array, Buffer, Function},
};
use napi_derive::napi;
use tokio::sync::Mutex;
use wppkit::{
    TokenStore,
    bridge::{self, Call, ClientConfig, ClientHandle, Reply, Running, Stages},
};

use crate::{
    attachment::{Attachment, Chunks},
    client::NativeClient,
    completion::{Completion, record},
    event_loop::EventLoop,
    question::Questions,
    queue::Queue,
    refused,
    store::JavaScriptStore,
};

/// The border between one JavaScript environment and the core. Every method returns at once; what comes later is
/// fetched with `drain` after the function that was given to the constructor has been called.
#[napi]
pub struct Bridge {
    pub(crate) queue: Arc<Queue>,
    pub(crate) questions: Arc<Questions>,
    /// Calls that may be cancelled.
    pub(crate) running: HashMap<u32, Running>,
    /// Does the calls on this thread, where that is possible.
    event_loop: Option<Arc<EventLoop>>,
    streams: HashMap<u32, Arc<Mutex<Stages>>>,
    uploads: HashMap<u32, Chunks>,
}

#[napi]
impl Bridge {
    /// `notify` is called when something waits.
    #[napi(constructor)]
    pub fn new(env: Env, notify: Function<'_, (), ()>) -> napi::Result<Self> {
        let queue = Queue::new(&notify)?;
        Ok(Self {
            event_loop: EventLoop::new(&env, &notify, &queue),
            queue,
            questions: Arc::default(),
            running: HashMap::new(),
            streams: HashMap::new(),
            uploads: HashMap::new(),
        })
    }

    /// A client with these settings, and perhaps a token store of JavaScript's. Sends nothing.
    #[napi]
    pub fn create_client(&self, config: String, store: Option<u32>) -> napi::Result<NativeClient> {
        let store = store.map(|number| {
            let (queue, questions) = (Arc::clone(&self.queue), Arc::clone(&self.questions));
            Arc::new(JavaScriptStore { number, queue, questions }) as Arc<dyn TokenStore>
        });
        ClientConfig::from_json(config.as_bytes())
            .and_then(|config| ClientHandle::new(config, store))
            .map(NativeClient)
            .map_err(|error| refused(&error))
    }

    /// Starts a call. `raw`: the whole answer is told beside the payload. What `cancellable` calls leave behind
    /// is taken away by `forget`. Tells whether `turn` is to be called soon, and then while calls are under way.
    #[napi]
    #[allow(clippy::too_many_arguments, reason = "an object for them would cost more than the call")]
    pub fn call(
        &mut self,
        id: u32,
        client: &NativeClient,
        session: Option<String>,
        operation: String,
        request: String,
        raw: bool,
        cancellable: bool,
        settings: Option<String>,
        attachment: Option<Attachment>,
    ) -> napi::Result<bool> {
        let mut call = Call::new(operation).request(request);
        call.session = session;
        if let Some(settings) = settings {
            call = call.limits_json(settings.as_bytes()).map_err(|error| refused(&error))?;
        }
        if let Some((media, chunks)) = attachment.and_then(|file| file.open(&self.queue)) {
            call = call.attachment(media);
            self.uploads.extend(chunks);
        }
        let queue = Arc::clone(&self.queue);
        let done = move |result| {
            queue.push(match result {
                Ok(reply) if raw => Completion::Answered { id, reply },
                Ok(Reply { payload, attachment: Some(bytes), .. }) => {
                    Completion::Delivered { id, json: payload, bytes }
                }
                Ok(reply) => Completion::Value { id, json: reply.payload },
                Err(error) => Completion::Failed { id, record: record(&error) },
            });
        };
        let work = bridge::call(client.0.clone(), call);
        let running = match &self.event_loop {
            Some(event_loop) => event_loop.spawn(work, done),
            None => bridge::spawn(work, done).map_err(|error| refused(&error))?,
        };
        if cancellable {
            self.running.insert(id, running);
        }
        Ok(self.event_loop.as_ref().is_some_and(|event_loop| event_loop.wants_turn()))
    }

    /// Lets the calls go on that are done on this thread. Tells whether something waits for `drain` (1), and
    /// whether there are calls under way, whose time-outs and pauses need further turns (2).
    #[napi]
    pub fn turn(&self) -> u32 {
        let Some(event_loop) = &self.event_loop else { return 0 };
        u32::from(event_loop.turn()) + 2 * u32::from(event_loop.is_busy())
    }

    /// Cancels a call; nothing is told of it any more.
    #[napi]
    pub fn cancel(&mut self, id: u32) {
        if let Some(running) = self.running.remove(&id) {
            running.cancel();
        }
    }

    /// Takes away what a cancellable call left behind.
    #[napi]
    pub fn forget(&mut self, id: u32) {
        self.running.remove(&id);
    }

    /// Opens the stream of a login's stages.
    #[napi]
    pub fn connect(
        &mut self,
        stream: u32,
        client: &NativeClient,
        session: String,
        options: String,
    ) -> napi::Result<()> {
        let stages =
            bridge::connect(&client.0, &session, options.as_bytes()).map_err(|error| refused(&error))?;
        self.streams.insert(stream, Arc::new(Mutex::new(stages)));
        Ok(())
    }

    /// Asks for the next item of a stream; it is told under `id`.
    #[napi]
    pub fn next(&mut self, stream: u32, id: u32) -> napi::Result<()> {
        let queue = Arc::clone(&self.queue);
        let Some(stages) = self.streams.get(&stream).map(Arc::clone) else {
            queue.push(Completion::Ended { id });
            return Ok(());
        };
        let work = async move { stages.lock().await.next().await.transpose() };
        let running = bridge::spawn(work, move |result| {
            queue.push(match result {
                Ok(Some(json)) => Completion::Value { id, json },
                Ok(None) => Completion::Ended { id },
                Err(error) => Completion::Failed { id, record: record(&error) },
            });
        })
        .map_err(|error| refused(&error))?;
        self.running.insert(id, running);
        Ok(())
    }

    /// Ends a stream: its work stops.
    #[napi]
    pub fn close_stream(&mut self, stream: u32) {
        self.streams.remove(&stream);
    }

    /// The next chunk of a streamed file, its end (nothing), or why there is none.
    #[napi]
    pub fn chunk(&mut self, id: u32, bytes: Option<Buffer>, failure: Option<String>) {
        let Some(chunks) = self.uploads.get(&id) else { return };
        let item = match (bytes, failure) {
            (Some(bytes), _) => Ok(Bytes::copy_from_slice(&bytes)),
            (None, Some(failure)) => Err(io::Error::other(failure)),
            (None, None) => {
                self.uploads.remove(&id);
                return;
            }
        };
        // Nobody reads any more if the call is over.
        let _ = chunks.send(item);
    }

    /// Nothing more is read of a streamed file.
    #[napi]
    pub fn close_upload(&mut self, id: u32) {
        self.uploads.remove(&id);
    }

    /// What JavaScript answered to a question.
    #[napi]
    pub fn answer(&self, id: u32, value: Option<String>, failure: Option<String>) {
        self.questions.answer(id, failure.map_or(Ok(value), Err));
    }

    /// Hands a webhook's JSON body to a session; tells whether it was about the session's life.
    #[napi]
    pub fn observe_webhook(
        &self,
        client: &NativeClient,
        session: String,
        body: String,
    ) -> napi::Result<bool> {
        let observed = client
            .0
            .client()
            .and_then(|client| client.session(&session))
            .map(|session| serde_json::from_str(&body).is_ok_and(|body| session.observe_webhook(&body)));
        observed.map_err(|error| refused(&error))
    }

    /// Reads a webhook's body, or with a name the data of a Socket.IO event, into JSON.
    #[napi]
    pub fn parse_event(&self, body: Buffer, name: Option<String>) -> napi::Result<String> {
        let read = match name {
            None => bridge::parse_event(&body),
            Some(name) => bridge::parse_socket_event(&name, &body),
        };
        read.map(|json| String::from_utf8_lossy(&json).into_owned()).map_err(|error| refused(&error))
    }

    /// A text that is the same for the same event of a session; none if nothing tells it apart.
    #[napi]
    pub fn event_key(&self, session: String, body: Buffer) -> napi::Result<Option<String>> {
        bridge::event_key(&session, &body).map_err(|error| refused(&error))
    }

    /// Refuses what is no relay signed with this secret. `headers` are names and values in turn.
    #[napi]
    pub fn verify_relay(
        &self,
        secret: String,
        headers: Vec<String>,
        body: Buffer,
        now: i64,
    ) -> napi::Result<()> {
        let headers: Vec<_> =
            headers.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        bridge::verify_relay(&secret, &headers, &body, now).map_err(|error| refused(&error))
    }

    /// What has come since the last time; see `Queue::drain`.
    #[napi]
    pub fn drain<'e>(&self, env: &'e Env) -> napi::Result<Option<Array<'e>>> {
        self.queue.drain(env)
    }
}

impl Bridge {
    /// Starts work that brings one JSON text.
    pub(crate) fn start(
        &self,
        id: u32,
        work: impl Future<Output = Result<Bytes, wppkit::Error>> + Send + 'static,
    ) -> napi::Result<Running> {
        let queue = Arc::clone(&self.queue);
        let running = bridge::spawn(work, move |result| {
            queue.push(match result {
                Ok(json) => Completion::Value { id, json },
                Err(error) => Completion::Failed { id, record: record(&error) },
            });
        });
        running.map_err(|error| refused(&error))
    }
}

impl Drop for Bridge {
    /// The environment is closing: nobody waits for what is under way.
    fn drop(&mut self) {
        for running in self.running.values() {
            running.cancel();
        }
    }
}
