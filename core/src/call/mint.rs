//! Minting while a call waits.

use std::sync::Arc;

use super::{Deadline, Target};
use crate::{
    BoxFuture, CallOptions, Error, ErrorCode, Secret,
    client::ClientInner,
    session::SessionShared,
    token::{Mint, TokenMint, mint_local},
};

impl ClientInner {
    /// A fresh token from the server's own route.
    async fn mint_by_server(&self, shared: &SessionShared, clock: Deadline) -> Result<Secret, Error> {
        let request = wppkit_api::ops::auth::generate_token::GenerateToken::default();
        let options = CallOptions { deadline: clock.left(), ..CallOptions::default() };
        let answer = Box::pin(self.call(Target::Session(shared), &request, &options, None)).await?;
        Ok(answer.into_value().token)
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
        let secret = self.client.settings.secret.clone()?;
        Some(match self.client.settings.mint {
            TokenMint::Server => Box::pin(self.client.mint_by_server(self.shared, self.clock)),
            TokenMint::Local { cost } => {
                let name = Arc::clone(&self.shared.name);
                Box::pin(async move {
                    tokio::task::spawn_blocking(move || mint_local(&name, &secret, cost))
                        .await
                        .unwrap_or_else(|error| {
                            Err(Error::new(ErrorCode::Cancelled, "minting was cancelled").with_source(error))
                        })
                })
            }
        })
    }
}
