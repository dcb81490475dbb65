//! Minting while a call waits.

use std::sync::{Arc, atomic::Ordering};

use super::{Deadline, Target};
use crate::{
    BoxFuture, CallOptions, Error, ErrorCode, Secret,
    client::ClientInner,
    session::SessionShared,
    token::{Mint, SERVER_COST, TokenMint, mint_local},
};

impl ClientInner {
    /// A fresh token from the server's own route. A server that lacks the route, as the Go port does, accepts a
    /// token that is made here just as well: then it is, at the cost at which the server would make it.
    async fn mint_by_server(&self, shared: &SessionShared, clock: Deadline) -> Result<Secret, Error> {
        if !self.mints_here.load(Ordering::Relaxed) {
            let request = wppkit_api::ops::auth::generate_token::GenerateToken::default();
            let options = CallOptions { deadline: clock.left(), ..CallOptions::default() };
            match Box::pin(self.call(Target::Session(shared), &request, &options, None)).await {
                Ok(answer) => return Ok(answer.into_value().token),
                Err(error) if error.code() == ErrorCode::NotSupported => {
                    tracing::info!("the server has no generate-token; tokens are made here");
                    self.mints_here.store(true, Ordering::Relaxed);
                }
                Err(error) => return Err(error),
            }
        }
        self.mint_here(shared, SERVER_COST).await
    }

    /// A fresh token without a request.
    async fn mint_here(&self, shared: &SessionShared, cost: u32) -> Result<Secret, Error> {
        let name = Arc::clone(&shared.name);
        let Some(secret) = self.settings.secret.clone() else {
            return Err(Error::invalid_input("there is no secret key to make a token from")
                .with_hint(wppkit_api::GIVE_SECRET_KEY));
        };
        tokio::task::spawn_blocking(move || mint_local(&name, &secret, cost)).await.unwrap_or_else(|error| {
            Err(Error::new(ErrorCode::Cancelled, "minting was cancelled").with_source(error))
        })
    }

    /// Whether tokens are made here, because that is wanted or the server does not do it.
    pub(super) fn mints_locally(&self) -> bool {
        matches!(self.settings.mint, TokenMint::Local { .. }) || self.mints_here.load(Ordering::Relaxed)
    }
}

/// Mints for one session while one of its calls waits.
pub(super) struct SessionMint<'a> {
    pub(super) client: &'a ClientInner,
    pub(super) shared: &'a SessionShared,
    pub(super) clock: Deadline,
}

impl Mint for SessionMint<'_> {
    fn mint(&self) -> Option<BoxFuture<'_, Result<Secret, Error>>> {
        self.client.settings.secret.as_ref()?;
        Some(match self.client.settings.mint {
            TokenMint::Server => Box::pin(self.client.mint_by_server(self.shared, self.clock)),
            TokenMint::Local { cost } => Box::pin(self.client.mint_here(self.shared, cost)),
        })
    }
}
