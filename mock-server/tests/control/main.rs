//! The control API, without sockets.

mod clock;
mod faults;
#[cfg(test)]
mod journal;
mod people;
#[cfg(test)]
mod setup;
#[cfg(test)]
mod worlds;
