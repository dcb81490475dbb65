//! What can be written on the command line.

use std::{ops::Deref, path::PathBuf, time::Duration};

use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, parser::ValueSource};

use crate::command::{call, completions, conform, demo, doctor, events, login, mock, record, send, session};

/// Drive WPPConnect Server from the terminal: log in, send, find out what is wrong, or try it all on a mock.
#[derive(Debug, Parser)]
#[command(name = "wppkit", version, propagate_version = true, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,

    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
    /// Reads the command line and the environment.
    pub(crate) fn read() -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches()?;
        let mut arguments = Self::from_arg_matches(&matches)?;
        arguments.global.prefer_given(&matches);
        Ok(arguments)
    }
}

const AFTER_HELP: &str = "\
Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 outcome unknown (may have been done: look before you \
repeat), 4 cannot reach the server, 130 cancelled by Ctrl-C.

Results go to stdout, everything else to stderr. Command line arguments can be seen by other users of the \
machine: give the secret key or token through the environment.";

/// Which server, as whom, and how to print.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options for every command")]
pub(crate) struct Global {
    /// Base URL of the server [default: http://127.0.0.1:21465]
    #[arg(long, global = true, env = "WPPKIT_URL", value_name = "URL", hide_env_values = true)]
    url: Option<String>,

    /// Secret key of the server, from which tokens are made; better given by the environment variable
    #[arg(long, global = true, env = "WPPKIT_SECRET_KEY", value_name = "KEY", hide_env_values = true)]
    secret_key: Option<Hidden>,

    /// Ready token of the session, instead of the secret key; better given by the environment variable
    #[arg(long, global = true, env = "WPPKIT_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    token: Option<Hidden>,

    /// Name of the session
    #[arg(long, short, global = true, env = "WPPKIT_SESSION", value_name = "NAME", hide_env_values = true)]
    session: Option<String>,

    /// Region of phone numbers without country code, such as BR
    #[arg(long, global = true, env = "WPPKIT_REGION", value_name = "CODE", hide_env_values = true)]
    region: Option<String>,

    /// How long to wait for an answer, in seconds [default: 60; 90 for close and logout, 180 for files]
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,

    /// Factor on all waits between looks at the server, for mocks whose clock runs fast: 0.1 waits a tenth
    #[arg(long, global = true, env = "WPPKIT_PACE", value_name = "FACTOR", value_parser = factor, hide = true)]
    pub(crate) pace: Option<f64>,

    /// Print one JSON document for scripts; errors as JSON on stderr
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Show on stderr what is done (-vv: in detail)
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// The address of a server on this machine with its usual port.
pub(crate) const DEFAULT_URL: &str = "http://127.0.0.1:21465";

impl Global {
    /// A token given as an argument does not meet a secret key of the environment, nor the reverse.
    fn prefer_given(&mut self, matches: &ArgMatches) {
        let given = |id| matches.value_source(id) == Some(ValueSource::CommandLine);
        match (given("token"), given("secret_key")) {
            (true, false) => self.secret_key = None,
            (false, true) => self.token = None,
            _ => {}
        }
    }

    /// The server's base URL. An empty variable counts as not set, as container files write it.
    pub(crate) fn url(&self) -> &str {
        self.url.as_deref().filter(|url| !url.trim().is_empty()).unwrap_or(DEFAULT_URL)
    }

    /// The secret key, if one is given.
    pub(crate) fn secret_key(&self) -> Option<&str> {
        self.secret_key.as_deref().filter(|key| !key.is_empty())
    }

    /// The ready token, if one is given.
    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref().filter(|token| !token.is_empty())
    }

    /// The region of national phone numbers, if one is given.
    pub(crate) fn region(&self) -> Option<&str> {
        self.region.as_deref().filter(|region| !region.is_empty())
    }

    /// The session's name, if one is given.
    pub(crate) fn session(&self) -> Option<&str> {
        self.session.as_deref().filter(|session| !session.is_empty())
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show the whole story on an embedded mock: log in, send, lose the token, fail safely, log out
    Demo(demo::Arguments),
    /// Run the mock server
    Mock(mock::Arguments),
    /// Log the session in: shows the QR code, or a pairing code with --phone
    Login(login::Arguments),
    /// Show the state of the session and what it was concluded from
    Status,
    /// Send a text
    Send(send::TextArguments),
    /// Send a file
    SendFile(send::FileArguments),
    /// List the sessions that the server has stored
    Sessions(session::SessionsArguments),
    /// Close the browser of the session; the login is kept
    Close,
    /// Unlink the session from the phone; the next login needs a new QR code
    Logout,
    /// Delete the stored browser profile of the session, login included
    Wipe(session::WipeArguments),
    /// Find out what is wrong, and how to cure it
    Doctor(doctor::Arguments),
    /// Print events as they come, and forward them with --forward
    Listen(events::listen::Arguments),
    /// Look at events that were received
    Events(events::Arguments),
    /// Call one operation of the API
    Call(call::Arguments),
    /// Run the conformance suite
    Conform(conform::Arguments),
    /// Record what passes between a client and a real server, without what is private
    Record(record::Arguments),
    /// Print the completion script of a shell
    Completions(completions::Arguments),
}

/// Text that `Debug` does not show: the parser prints its arguments when it is traced.
#[derive(Clone)]
pub(crate) struct Hidden(String);

impl std::fmt::Debug for Hidden {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("***")
    }
}

impl Deref for Hidden {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Hidden {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// A path, or `-` for standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl From<&str> for Source {
    fn from(text: &str) -> Self {
        if text == "-" { Self::Stdin } else { Self::File(PathBuf::from(text)) }
    }
}

fn factor(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|factor| (0.001..=1000.0).contains(factor))
        .ok_or_else(|| "not a factor between 0.001 and 1000".to_owned())
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number: f64 = text.parse().map_err(|_| "not a number of seconds, such as 30 or 2.5".to_owned())?;
    if number > 0.0 && number <= 86_400.0 {
        Ok(Duration::from_secs_f64(number))
    } else {
        Err("not between 0 and 86400 seconds".to_owned())
    }
}
