//! `wppkit completions`: the completion script of a shell.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::{exit::Exit, failure::Failure, output::print_line};

/// Which shell.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The shell that will read the script
    shell: Shell,
}

/// Prints the script, for example into `/etc/bash_completion.d/wppkit`.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut crate::arguments::Arguments::command(),
        "wppkit",
        &mut script,
    );
    let script = String::from_utf8_lossy(&script);
    print_line(script.trim_end())?;
    Ok(Exit::Done)
}
