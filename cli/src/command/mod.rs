//! The commands, one file each.

pub(crate) mod call;
pub(crate) mod completions;
pub(crate) mod conform;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod events;
pub(crate) mod login;
pub(crate) mod mock;
pub(crate) mod record;
pub(crate) mod send;
pub(crate) mod session;
mod status;

use crate::{
    arguments::{Arguments, Command},
    exit::Exit,
    failure::Failure,
    output::Output,
};

/// Runs the command.
pub(crate) async fn run(arguments: &Arguments, output: &Output) -> Result<Exit, Failure> {
    let global = &arguments.global;
    match &arguments.command {
        Command::Demo(own) => demo::run(own, output).await,
        Command::Mock(own) => mock::run(own).await,
        Command::Login(own) => login::run(own, global, output).await,
        Command::Status => status::run(global, output).await,
        Command::Send(own) => send::text(own, global, output).await,
        Command::SendFile(own) => send::file(own, global, output).await,
        Command::Sessions(own) => session::sessions(own, global, output).await,
        Command::Close => session::close(global, output).await,
        Command::Logout => session::logout(global, output).await,
        Command::Wipe(own) => session::wipe(own, global, output).await,
        Command::Doctor(own) => doctor::run(own, global, output).await,
        Command::Listen(own) => events::listen::run(own, global, output).await,
        Command::Events(own) => events::run(own, global, output).await,
        Command::Call(own) => call::run(own, global, output).await,
        Command::Conform(own) => conform::run(own, global).await,
        Command::Record(own) => record::run(own, global).await,
        Command::Completions(own) => completions::run(own),
    }
}
