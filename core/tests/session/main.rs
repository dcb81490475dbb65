//! Sessions against the mock server: logins, verbs, waits and diagnosis in every situation of the life cycle.

#[cfg(test)]
mod boot;
#[cfg(test)]
mod diagnose;
#[cfg(test)]
mod feeding;
#[cfg(test)]
mod login;
#[cfg(test)]
mod pacing;
#[cfg(test)]
mod pairing;
#[cfg(test)]
mod replies;
#[cfg(test)]
mod status;
#[cfg(test)]
mod supervised;
#[cfg(test)]
mod supervisor;
#[cfg(test)]
mod support;
#[cfg(test)]
mod trouble;
#[cfg(test)]
mod verbs;
#[cfg(test)]
mod waiting;
#[cfg(test)]
#[path = "../common/watch.rs"]
#[allow(dead_code, reason = "shared by test binaries")]
mod watch;
