//! A target in another process: reads a call per line on its standard input, writes stages and results as lines.

use super::protocol::{Line, broken};
use super::{BoxFuture, Call, CallResult, Clients, Target, TargetError};
use crate::secrets;
use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc::UnboundedSender;

/// An adapter: a command that speaks the protocol. A process that is through with a scenario takes the next one.
#[derive(Debug, Clone)]
pub struct Process {
    name: String,
    program: String,
    arguments: Vec<String>,
    folder: Option<PathBuf>,
    idle: Idle,
}

/// Processes that wait for a scenario.
type Idle = Arc<Mutex<Vec<Adapter>>>;

impl Process {
    /// An adapter by name and command line.
    #[must_use]
    pub fn new(name: &str, program: &str, arguments: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            program: program.to_owned(),
            arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect(),
            folder: None,
            idle: Idle::default(),
        }
    }

    /// The adapter, run in this folder.
    #[must_use]
    pub fn within(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self
    }
}

impl Target for Process {
    fn name(&self) -> &str {
        &self.name
    }

    fn is_sdk(&self) -> bool {
        true
    }

    // A process each, whose start costs more than a task.
    fn parallel(&self) -> usize {
        10
    }

    fn open(&self) -> BoxFuture<'_, Result<Box<dyn Clients>, TargetError>> {
        Box::pin(async {
            let waiting = || self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let adapter = loop {
                match waiting() {
                    None => break self.start()?,
                    Some(mut adapter) => {
                        if adapter.is_alive() {
                            break adapter;
                        }
                    }
                }
            };
            Ok(Box::new(Lease { adapter: Some(adapter), idle: Arc::clone(&self.idle) }) as Box<dyn Clients>)
        })
    }
}

impl Process {
    pub(super) fn start(&self) -> Result<Adapter, TargetError> {
        let broken = |reason: &dyn std::fmt::Display| {
            broken(&self.name, format!("{} cannot be started: {reason}", self.program))
        };
        let mut command = Command::new(&self.program);
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        let mut child = command
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| broken(&error))?;
        let input = child.stdin.take().ok_or_else(|| broken(&"no standard input"))?;
        let output = child.stdout.take().ok_or_else(|| broken(&"no standard output"))?;
        let errors = child.stderr.take().ok_or_else(|| broken(&"no standard error"))?;
        tokio::spawn(pass_on(self.name.clone(), errors));
        let output = BufReader::new(output).lines();
        Ok(Adapter { name: self.name.clone(), child, input, output, is_between_calls: true })
    }
}

/// A process for one scenario. It goes back to the others unless it was left in the middle of a call.
struct Lease {
    adapter: Option<Adapter>,
    idle: Idle,
}

impl Clients for Lease {
    fn call<'a>(
        &'a mut self,
        call: &'a Call,
        stages: &'a UnboundedSender<Value>,
    ) -> BoxFuture<'a, CallResult> {
        Box::pin(async move {
            let adapter = self
                .adapter
                .as_mut()
                .ok_or_else(|| TargetError::Broken("the adapter was given back".to_owned()))?;
            adapter.is_between_calls = false;
            let result = adapter.call(call, stages).await;
            adapter.is_between_calls = !matches!(result, Err(TargetError::Broken(_)));
            result
        })
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(adapter) = self.adapter.take().filter(|adapter| adapter.is_between_calls) {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(adapter);
        }
    }
}

/// Passes on what an adapter logs and how it ends, unless it shows a secret.
async fn pass_on(name: String, errors: ChildStderr) {
    let mut lines = BufReader::new(errors).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        secrets::look(&format!("standard error of the adapter {name}"), &line);
        // Nobody reads it if that fails.
        drop(writeln!(std::io::stderr(), "{}", secrets::fit_for_report(line)));
    }
}

/// A running adapter. Dropping it ends the process.
#[derive(Debug)]
pub(super) struct Adapter {
    name: String,
    pub(super) child: Child,
    pub(super) input: ChildStdin,
    pub(super) output: Lines<BufReader<ChildStdout>>,
    /// Whether the last call was answered as the protocol says.
    is_between_calls: bool,
}

impl Adapter {
    fn broken(&self, reason: &dyn std::fmt::Display) -> TargetError {
        broken(&self.name, reason)
    }

    fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    async fn call(&mut self, call: &Call, stages: &UnboundedSender<Value>) -> CallResult {
        let mut line = serde_json::to_string(call).map_err(|error| self.broken(&error))?;
        line.push('\n');
        self.input.write_all(line.as_bytes()).await.map_err(|error| self.broken(&error))?;
        loop {
            let line = self.output.next_line().await.map_err(|error| self.broken(&error))?;
            let line = line.ok_or_else(|| self.broken(&"ended without an answer"))?;
            let line = Line::read(&line).map_err(|problem| self.broken(&problem))?;
            if line.id != call.id {
                return Err(self.broken(&format!("answered call {} instead of {}", line.id, call.id)));
            }
            if let Some(result) = line.follow(stages).map_err(|problem| self.broken(&problem))? {
                return result;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::CallError;
    use crate::target::protocol::call;
    use serde_json::json;

    async fn answer(script: &str) -> (CallResult, Vec<Value>) {
        let target = Process::new("shell", "sh", &["-c", script]);
        let mut clients = target.open().await.unwrap();
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let result = clients.call(&call(1, "connect"), &sender).await;
        drop(sender);
        let mut stages = Vec::new();
        while let Some(stage) = receiver.recv().await {
            stages.push(stage);
        }
        (result, stages)
    }

    #[tokio::test]
    async fn stages_and_the_result_are_lines() {
        let script = r#"read l; echo '{"id":1,"stage":{"type":"qr"}}'; echo '{"id":1,"ok":null}'"#;
        let (result, stages) = answer(script).await;
        assert_eq!(result, Ok(Ok(Value::Null)));
        assert_eq!(stages, [json!({"type": "qr"})]);
    }

    #[tokio::test]
    async fn an_error_of_the_client_is_no_failure_of_the_adapter() {
        let (result, _) = answer(r#"read l; echo '{"id":1,"error":{"code":"timeout"}}'"#).await;
        assert_eq!(result, Ok(Err(CallError { code: Some("timeout".into()), ..CallError::default() })));
    }

    #[tokio::test]
    async fn what_the_client_does_not_have_is_no_failure() {
        let (result, _) = answer(r#"read l; echo '{"id":1,"unsupported":"no logins"}'"#).await;
        assert_eq!(result, Err(TargetError::Unsupported("no logins".into())));
    }

    #[tokio::test]
    async fn nonsense_the_wrong_number_and_the_end_are_failures() {
        for script in ["read l; echo hello", r#"read l; echo '{"id":2,"ok":1}'"#, "read l"] {
            assert!(answer(script).await.0.is_err(), "{script}");
        }
    }

    #[tokio::test]
    async fn a_process_takes_the_next_scenario_unless_it_broke_or_ended() {
        // Each line of the answer names the process.
        let target = Process::new(
            "shell",
            "sh",
            &[
                "-c",
                r#"while read l; do case "$l" in *'"id":1,'*) echo '{"id":1,"ok":'$$'}';; *) exit;; esac; done"#,
            ],
        );
        let (sender, _receiver) = tokio::sync::mpsc::unbounded_channel();
        let mut first = target.open().await.unwrap();
        let process = first.call(&call(1, "connect"), &sender).await.unwrap().unwrap();
        let mut beside = target.open().await.unwrap();
        assert_ne!(
            beside.call(&call(1, "connect"), &sender).await.unwrap().unwrap(),
            process,
            "one at a time"
        );
        drop(first);
        let mut second = target.open().await.unwrap();
        assert_eq!(second.call(&call(1, "connect"), &sender).await.unwrap().unwrap(), process);
        assert!(second.call(&call(2, "connect"), &sender).await.is_err());
        drop(second);
        let mut third = target.open().await.unwrap();
        assert_ne!(third.call(&call(1, "connect"), &sender).await.unwrap().unwrap(), process);
    }

    #[tokio::test]
    async fn a_missing_adapter_is_a_failure() {
        let error = Process::new("none", "/nowhere/adapter", &[]).open().await.err().unwrap();
        assert!(error.to_string().contains("cannot be started"));
    }
}
