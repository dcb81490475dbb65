//! Pools of connections.
//!
//! Connections are pooled per process *and* per runtime, because a pooled connection is driven by the runtime that
//! opened it, and a forked child must not share its parent's sockets.

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use tokio::runtime::Id;

use super::{address::Server, answer::Answer, direct, failure::Failure, outgoing::Outgoing, proxied};
use crate::BoxFuture;

/// Node closes idle connections after 5 s; a shorter life here avoids writing into a closing one.
pub(super) const IDLE: Duration = Duration::from_secs(4);
/// Pools kept at once; the oldest goes first.
const POOLS: usize = 256;

/// What a pool of connections belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
struct PoolKey {
    process: u32,
    runtime: Id,
    tls: bool,
    proxies: bool,
    connect: Duration,
}

/// A pool of connections, and the way of its requests.
#[derive(Clone)]
pub(super) enum Client {
    Direct(direct::Client),
    Proxied(reqwest::Client),
}

impl Client {
    fn new(key: PoolKey) -> Result<Self, Failure> {
        if key.tls || key.proxies {
            return proxied::client(key.connect, key.tls, key.proxies).map(Self::Proxied);
        }
        Ok(Self::Direct(direct::Client::new(key.connect, spawns(key.runtime))))
    }

    /// Sends a request; the failure counts as one of a request that may have left.
    pub(super) async fn send(&self, request: Outgoing) -> Result<Answer, Failure> {
        match self {
            Self::Direct(client) => client.send(request).await,
            Self::Proxied(client) => Box::pin(proxied::send(client, request)).await,
        }
    }
}

static CLIENTS: Mutex<Vec<(PoolKey, Client)>> = Mutex::new(Vec::new());

/// The pool of the present process and runtime.
pub(super) fn client(server: &Server, connect: Duration, runtime: Id) -> Result<Client, Failure> {
    let tls = server.tls;
    let proxies = !server.loopback && (tls || proxied_by_environment());
    let key = PoolKey { process: std::process::id(), runtime, tls, proxies, connect };
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, client)) = clients.iter().find(|(known, _)| *known == key) {
        return Ok(client.clone());
    }
    let client = Client::new(key)?;
    if clients.len() == POOLS {
        clients.remove(0);
    }
    clients.push((key, client.clone()));
    Ok(client)
}

/// Whether a variable of the environment may name a proxy for plain HTTP; which one, and for which hosts, is
/// reqwest's to find out.
fn proxied_by_environment() -> bool {
    static NAMED: OnceLock<bool> = OnceLock::new();
    let set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    *NAMED.get_or_init(|| ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"].iter().any(set))
}

/// What runs a connection.
pub(crate) type Spawn = Arc<dyn Fn(BoxFuture<'static, ()>) + Send + Sync>;

/// Runtimes whose driver runs their connections.
#[cfg(feature = "bridge")]
static SPAWNS: Mutex<Vec<(Id, Spawn)>> = Mutex::new(Vec::new());

/// Has connections of this runtime run by its driver, from now on.
#[cfg(feature = "bridge")]
pub(crate) fn spawn_with(runtime: Id, spawn: Spawn) {
    SPAWNS.lock().unwrap_or_else(PoisonError::into_inner).push((runtime, spawn));
}

fn spawns(runtime: Id) -> Option<Spawn> {
    #[cfg(feature = "bridge")]
    {
        let spawns = SPAWNS.lock().unwrap_or_else(PoisonError::into_inner);
        spawns.iter().find(|(id, _)| *id == runtime).map(|(_, spawn)| Arc::clone(spawn))
    }
    #[cfg(not(feature = "bridge"))]
    {
        let _ = runtime;
        None
    }
}

/// Forgets a runtime that ends, and closes its connections.
#[cfg(feature = "bridge")]
pub(crate) fn forget(runtime: Id) {
    SPAWNS.lock().unwrap_or_else(PoisonError::into_inner).retain(|(id, _)| *id != runtime);
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    clients.retain(|(key, _)| key.runtime != runtime);
}
