//! A mock in this process, over its socket and through its methods.

#[cfg(test)]
mod client;
#[cfg(test)]
mod embedded;
#[cfg(test)]
mod lifecycle;
