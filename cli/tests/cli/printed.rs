//! What processes of the binary print, read to the end, with a look for what nobody may see in it.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, PipeReader, pipe},
    thread::JoinHandle,
};

use tokio::{
    process::{Child, Command},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

/// Variables by which a process is told what it must not print.
const TOLD_BY: [&str; 3] = ["WPPKIT_SECRET_KEY", "WPPKIT_TOKEN", "WPPKIT_RELAY_SECRET"];
/// Options that do the same.
const OPTIONS: [&str; 3] = ["--secret-key", "--secretkey", "--token"];
/// Shorter values are words of every other text.
const SHORTEST: usize = 8;
/// Characters of the token in the address of a webhook.
const WEBHOOK_TOKEN: usize = 43;

/// What a process must not print: what it was told by its environment or an option, and tokens, which are known by their
/// form. The mock prints the secret key that it was started with, which is what it is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Secrets(BTreeSet<String>);

impl Secrets {
    pub(crate) fn of(command: &Command) -> Self {
        let command = command.as_std();
        let told = command.get_envs().filter(|(name, _)| TOLD_BY.iter().any(|variable| name == variable));
        let mut secrets: BTreeSet<String> =
            told.filter_map(|(_, value)| Some(value?.to_str()?.to_owned())).collect();
        let mut arguments = command.get_args().filter_map(|argument| argument.to_str());
        while let Some(argument) = arguments.next() {
            let (name, value) = argument.split_once('=').map_or((argument, None), |(n, v)| (n, Some(v)));
            if OPTIONS.contains(&name) {
                secrets.extend(value.or_else(|| arguments.next()).map(str::to_owned));
            }
        }
        secrets.retain(|secret| secret.len() >= SHORTEST);
        Self(secrets)
    }

    /// Fails if the text shows one, or has escape codes, for which there is no terminal.
    #[track_caller]
    pub(crate) fn check(&self, printed: &str) {
        assert!(!self.0.iter().any(|secret| printed.contains(secret)), "a secret is printed: {printed}");
        assert!(!printed.contains("$2b$"), "a token is printed: {printed}");
        assert!(!has_webhook_token(printed), "the address of a webhook is printed: {printed}");
        assert!(!printed.contains('\u{1b}'), "escape codes where there is no terminal: {printed}");
    }
}

/// Whether an address in the text has a token in its path.
fn has_webhook_token(text: &str) -> bool {
    let own = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.split("://").skip(1).any(|address| {
        let end = address.find(|c| !own(c) && !"/.:%".contains(c)).unwrap_or(address.len());
        address[..end].split('/').skip(1).any(|part| part.len() == WEBHOOK_TOKEN && part.chars().all(own))
    })
}

/// A process under way. All that it prints is looked through, also what no test waits for: at the latest when it is dropped,
/// which ends it.
pub(crate) struct Running {
    pub(crate) child: Child,
    stdout: Printed,
    stderr: Printed,
}

/// The lines of one of its outputs.
struct Printed {
    lines: UnboundedReceiver<String>,
    /// Fails if a line shows what it must not.
    reader: Option<JoinHandle<()>>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let secrets = Secrets::of(&command);
        let ((out, into_out), (err, into_err)) = (pipe().unwrap(), pipe().unwrap());
        let child = command.stdout(into_out).stderr(into_err).spawn().unwrap();
        // The command holds the ends that are written to; only the process may, so that reading ends with it.
        drop(command);
        Self { child, stdout: Printed::read(out, secrets.clone()), stderr: Printed::read(err, secrets) }
    }

    /// The next line of stdout, if there is one more.
    pub(crate) async fn line(&mut self) -> Option<String> {
        self.stdout.lines.recv().await
    }

    /// The next line of stderr, if there is one more.
    pub(crate) async fn note(&mut self) -> Option<String> {
        self.stderr.lines.recv().await
    }

    /// What is left of stdout, and the exit code.
    pub(crate) async fn end(mut self) -> (i32, String) {
        let mut rest = String::new();
        while let Some(line) = self.line().await {
            rest.push_str(&line);
            rest.push('\n');
        }
        (self.child.wait().await.unwrap().code().unwrap_or(-1), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.start_kill());
        for printed in [&mut self.stdout, &mut self.stderr] {
            let read = printed.reader.take().map_or(Ok(()), JoinHandle::join);
            if !std::thread::panicking() {
                read.expect("what it printed is in order");
            }
        }
    }
}

impl Printed {
    fn read(from: PipeReader, secrets: Secrets) -> Self {
        let (sender, lines) = unbounded_channel();
        let reader = std::thread::spawn(move || read(from, &secrets, &sender));
        Self { lines, reader: Some(reader) }
    }
}

fn read(from: PipeReader, secrets: &Secrets, sender: &UnboundedSender<String>) {
    for line in BufReader::new(from).lines() {
        let line = line.unwrap();
        secrets.check(&line);
        // The test may wait for no more lines.
        drop(sender.send(line));
    }
}

#[test]
fn what_nobody_may_see_is_noticed() {
    let mut command = Command::new("wppkit");
    command.env("WPPKIT_RELAY_SECRET", "a-relay-secret").args([
        "--secret-key",
        "a-secret-key",
        "--token=a-token",
    ]);
    let secrets = Secrets::of(&command);
    assert_eq!(secrets.0, BTreeSet::from(["a-relay-secret", "a-secret-key"].map(str::to_owned)));
    let shown = |text: &str| std::panic::catch_unwind(|| secrets.check(text)).is_err();
    let token = "A".repeat(WEBHOOK_TOKEN);
    for text in [
        "the key a-secret-key is wrong".to_owned(),
        "signed with a-relay-secret".to_owned(),
        "Bearer $2b$10$abc".to_owned(),
        format!("http://h/hooks/{token} is posted to"),
        format!(r#"{{"url":"http://h/{token}"}}"#),
    ] {
        assert!(shown(&text), "{text}");
    }
    for text in [
        "listening at http://127.0.0.1:80/hooks/…".to_owned(),
        format!("http://h/{token}A"),
        format!("data:image/png;base64,/{token}/"),
        token,
    ] {
        assert!(!shown(&text), "{text}");
    }
}
