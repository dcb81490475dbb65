//! Runs the binary and looks at what it printed.

use std::process::{Output, Stdio};

use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, process::Command};
use wppkit_mock::{
    MockServer,
    world::{
        faults::{Fault, WireFault},
        session::Placement,
    },
};

use crate::printed::Secrets;

/// The secret key of the mocks. It must not appear in any output.
pub(crate) const SECRET: &str = "a-secret-that-nobody-prints";

/// What a run of the binary left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Checks the exit code; shows everything if it is another.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\nstdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// The only JSON document on stdout.
    #[track_caller]
    pub(crate) fn document(&self) -> Value {
        assert_eq!(self.stderr, "", "with --json a success leaves stderr empty");
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// The error document on stderr.
    #[track_caller]
    pub(crate) fn error(&self) -> Value {
        assert_eq!(self.stdout, "", "errors do not go to stdout");
        let error: Value =
            serde_json::from_str(&self.stderr).unwrap_or_else(|error| panic!("{error}: {}", self.stderr));
        for key in ["code", "message", "operation", "session", "status", "delivery", "temporary", "hint"] {
            assert!(error.get(key).is_some(), "{key} is missing: {error}");
        }
        error
    }
}

/// The binary, without anything of the environment that could matter.
pub(crate) fn wppkit() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wppkit"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("WPPKIT_PACE", "0.05");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// A mock of its own for one test.
pub(crate) struct Mock {
    pub(crate) server: MockServer,
}

impl Mock {
    /// An empty world whose clock runs faster than real time, so that nobody waits for simulated people.
    pub(crate) async fn start() -> Self {
        Self::with_secret(SECRET).await
    }

    pub(crate) async fn with_secret(secret: &str) -> Self {
        Self { server: MockServer::builder().secret(secret).speed(20.0).start().await.unwrap() }
    }

    /// A server whose clock goes like the one of this machine, for what compares the two.
    pub(crate) async fn in_step() -> Self {
        Self { server: MockServer::builder().secret(SECRET).speed(1.0).start().await.unwrap() }
    }

    /// A world in which the session `shop` is in this state.
    pub(crate) async fn with_shop(state: &str) -> Self {
        let mock = Self::start().await;
        mock.put_shop(state);
        mock
    }

    pub(crate) fn put_shop(&self, state: &str) {
        self.put("shop", json!({ "state": state }));
    }

    /// Puts a session into a state, in the words of the control API.
    pub(crate) fn put(&self, session: &str, placement: Value) {
        self.server.session(session).set(serde_json::from_value::<Placement>(placement).unwrap());
    }

    /// Orders this fault for an operation.
    pub(crate) fn fault(&self, operation: &str, fault: WireFault) {
        self.server.faults([Fault::on_operation(operation, fault)]);
    }

    /// How often a library method was called.
    pub(crate) fn calls_of(&self, method: &str) -> usize {
        let requests = self.server.requests();
        requests
            .iter()
            .flat_map(|request| &request.client_calls)
            .filter(|call| &*call.method == method)
            .count()
    }

    /// How often an operation was asked for.
    pub(crate) fn requests_of(&self, operation: &str) -> usize {
        let requests = self.server.requests();
        requests.iter().filter(|request| request.arrival.operation == Some(operation)).count()
    }

    /// The binary with this mock and the session `shop` in its environment.
    pub(crate) fn wppkit(&self) -> Command {
        let mut command = wppkit();
        command
            .env("WPPKIT_URL", self.server.url())
            .env("WPPKIT_SECRET_KEY", SECRET)
            .env("WPPKIT_SESSION", "shop");
        command
    }

    /// Runs `wppkit ARGUMENTS`.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = self.wppkit();
        command.args(arguments);
        finish(command).await
    }
}

/// Runs it to its end.
pub(crate) async fn finish(mut command: Command) -> Ran {
    let secrets = Secrets::of(&command);
    read(command.output().await.unwrap(), &secrets)
}

/// Runs it with this standard input.
pub(crate) async fn finish_with(mut command: Command, input: &str) -> Ran {
    let secrets = Secrets::of(&command);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).await.unwrap();
    drop(stdin);
    read(child.wait_with_output().await.unwrap(), &secrets)
}

fn read(output: Output, secrets: &Secrets) -> Ran {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let ran = Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    };
    for printed in [&ran.stdout, &ran.stderr] {
        secrets.check(printed);
    }
    ran
}
