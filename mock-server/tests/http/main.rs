//! The listener from outside: raw requests in, every byte of the answers out.

mod authentication;
#[cfg(test)]
mod backup;
mod express;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod sockets;
#[cfg(test)]
mod support;
