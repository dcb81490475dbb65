//! An adapter process that serves all scenarios at once, for languages whose start takes long.

use super::process::Adapter;
use super::protocol::{Line, broken};
use super::{BoxFuture, Call, CallResult, Clients, Process, Target, TargetError};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, ChildStdin};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// What such an adapter writes first, when it is up.
const READY: &str = r#"{"id":0,"ok":null}"#;

/// Longest time until then.
const PATIENCE: Duration = Duration::from_secs(60);

/// One process of an adapter. Scenarios have worlds of their own, and so clients of their own in it.
#[derive(Debug)]
pub struct Shared {
    process: Process,
    running: tokio::sync::Mutex<Option<Arc<Running>>>,
}

impl Shared {
    /// The adapter, not started yet.
    #[must_use]
    pub fn new(process: Process) -> Self {
        Self { process, running: tokio::sync::Mutex::default() }
    }
}

impl Target for Shared {
    fn name(&self) -> &str {
        self.process.name()
    }

    fn is_sdk(&self) -> bool {
        true
    }

    // Calls of one scenario wait while others are worked on, and virtual time passes.
    fn parallel(&self) -> usize {
        10
    }

    fn open(&self) -> BoxFuture<'_, Result<Box<dyn Clients>, TargetError>> {
        Box::pin(async {
            let mut running = self.running.lock().await;
            // One that ended is started again, so that a crash fails the scenarios that were under way.
            let link = match &*running {
                Some(link) if !link.is_over() => Arc::clone(link),
                _ => Running::start(&self.process).await?,
            };
            *running = Some(Arc::clone(&link));
            Ok(Box::new(Share { link, name: self.name().to_owned() }) as Box<dyn Clients>)
        })
    }
}

/// Calls that wait for lines, by number; nothing once the process has ended.
type Waiting = Option<HashMap<u64, UnboundedSender<Result<Line, String>>>>;

#[derive(Debug)]
struct Running {
    input: tokio::sync::Mutex<ChildStdin>,
    waiting: Arc<Mutex<Waiting>>,
    last: AtomicU64,
    _child: Child,
}

impl Running {
    async fn start(process: &Process) -> Result<Arc<Self>, TargetError> {
        let Adapter { child, input, mut output, .. } = process.start()?;
        // Virtual time passes while a call waits: a start that takes long must be over by then.
        let first = tokio::time::timeout(PATIENCE, output.next_line()).await;
        let is_ready = matches!(&first, Ok(Ok(Some(line))) if line == READY);
        if !is_ready {
            return Err(broken(process.name(), format!("wrote {first:?} first, not {READY}")));
        }
        let waiting = Arc::new(Mutex::new(Some(HashMap::new())));
        let told = Arc::clone(&waiting);
        tokio::spawn(async move {
            while let Ok(Some(line)) = output.next_line().await {
                tell(&told, &line);
            }
            // Whoever waits gets the end of its channel.
            told.lock().unwrap_or_else(PoisonError::into_inner).take();
        });
        let input = tokio::sync::Mutex::new(input);
        Ok(Arc::new(Self { input, waiting, last: AtomicU64::new(0), _child: child }))
    }

    fn is_over(&self) -> bool {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}

/// Hands a line to the call that it answers; nonsense to all of them.
fn tell(waiting: &Mutex<Waiting>, line: &str) {
    let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(waiting) = waiting.as_mut() else { return };
    match Line::read(line) {
        Ok(line) if waiting.contains_key(&line.id) => {
            let is_last = line.stage.is_none();
            if let Some(call) = waiting.get(&line.id) {
                let id = line.id;
                // Nobody listens if the scenario is over.
                let _ = call.send(Ok(line));
                if is_last {
                    waiting.remove(&id);
                }
            }
        }
        nonsense => {
            let problem = match nonsense {
                Ok(line) => format!("answered call {}, which nobody made", line.id),
                Err(problem) => problem,
            };
            waiting.values().for_each(|call| drop(call.send(Err(problem.clone()))));
        }
    }
}

/// What one scenario has of the process.
struct Share {
    name: String,
    link: Arc<Running>,
}

impl Share {
    fn broken(&self, reason: &dyn std::fmt::Display) -> TargetError {
        broken(&self.name, reason)
    }
}

impl Clients for Share {
    fn call<'a>(
        &'a mut self,
        call: &'a Call,
        stages: &'a UnboundedSender<Value>,
    ) -> BoxFuture<'a, CallResult> {
        Box::pin(async move {
            let mut request = serde_json::to_value(call).map_err(|error| self.broken(&error))?;
            let id = self.link.last.fetch_add(1, Ordering::Relaxed) + 1;
            request["id"] = id.into();
            let (sender, mut lines) = unbounded_channel();
            match self.link.waiting.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
                Some(waiting) => drop(waiting.insert(id, sender)),
                None => return Err(self.broken(&"has ended")),
            }
            let line = format!("{request}\n");
            let written = self.link.input.lock().await.write_all(line.as_bytes()).await;
            written.map_err(|error| self.broken(&error))?;
            while let Some(line) = lines.recv().await {
                let result =
                    line.and_then(|line| line.follow(stages)).map_err(|problem| self.broken(&problem))?;
                if let Some(result) = result {
                    return result;
                }
            }
            Err(self.broken(&"ended without an answer"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::protocol::call;
    use serde_json::json;

    /// Two scenarios that call at the same time.
    async fn answers(script: &str) -> (CallResult, CallResult) {
        let script = format!("echo '{READY}'; {script}");
        let target = Shared::new(Process::new("shell", "sh", &["-c", &script]));
        let (mut one, mut other) = (target.open().await.unwrap(), target.open().await.unwrap());
        let (sender, _receiver) = unbounded_channel();
        let (first, second) = (call(1, "status"), call(1, "health"));
        tokio::join!(one.call(&first, &sender), other.call(&second, &sender))
    }

    #[tokio::test]
    async fn answers_find_their_calls_in_any_order() {
        let script = r#"read a; read b
            case "$a" in *'"id":1'*health*|*health*'"id":1'*) h=1 s=2;; *) h=2 s=1;; esac
            echo "{\"id\":$h,\"stage\":{}}"; echo "{\"id\":$h,\"ok\":\"health\"}"; echo "{\"id\":$s,\"ok\":\"status\"}"
            read never"#;
        let (status, health) = answers(script).await;
        assert_eq!((status, health), (Ok(Ok(json!("status"))), Ok(Ok(json!("health")))));
    }

    #[tokio::test]
    async fn an_adapter_that_does_not_say_that_it_is_up_is_a_failure() {
        let target = Shared::new(Process::new("shell", "sh", &["-c", "echo hello; read never"]));
        assert!(target.open().await.err().unwrap().to_string().contains("hello"));
    }

    #[tokio::test]
    async fn nonsense_and_the_end_fail_everybody_who_waits() {
        for script in ["read a; read b; echo hello; read never", "read a; read b"] {
            let (status, health) = answers(script).await;
            assert!(status.is_err() && health.is_err(), "{script}");
        }
    }
}
