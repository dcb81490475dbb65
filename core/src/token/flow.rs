//! One session's token: given or minted, renewed by one request however many callers need it.

use std::sync::{
    Arc, Mutex, PoisonError, RwLock,
    atomic::{AtomicU64, Ordering},
};

use wppkit_api::GIVE_SECRET_KEY;

use super::{TokenKey, TokenStore};
use crate::{BoxFuture, Error, ErrorCode, Secret};

/// Makes new tokens for the session.
pub(crate) trait Mint: Send + Sync {
    /// A fresh token; `None` if there is no secret key to make it from.
    fn mint(&self) -> Option<BoxFuture<'_, Result<Secret, Error>>>;
}

/// The present token of one session.
pub(crate) struct TokenFlow {
    key: TokenKey,
    current: RwLock<Option<Secret>>,
    turn: tokio::sync::Mutex<()>,
    /// Counts finished renewals, so that callers who waited share the result instead of renewing again.
    finished: AtomicU64,
    last_failure: Mutex<Option<Error>>,
    store: Arc<dyn TokenStore>,
}

impl TokenFlow {
    pub(crate) fn new(key: TokenKey, given: Option<Secret>, store: Arc<dyn TokenStore>) -> Self {
        Self {
            key,
            current: RwLock::new(given),
            turn: tokio::sync::Mutex::new(()),
            finished: AtomicU64::new(0),
            last_failure: Mutex::new(None),
            store,
        }
    }

    fn present(&self) -> Option<Secret> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The token to use: the given one, the cached one, the stored one, or a new one.
    pub(crate) async fn token(&self, mint: &impl Mint) -> Result<Secret, Error> {
        match self.present() {
            Some(token) => Ok(token),
            // Boxed, because nearly every call does without.
            None => Box::pin(self.renewed(None, mint)).await,
        }
    }

    /// A token other than the refused one. Whoever comes first mints it, the others wait for the same.
    pub(crate) async fn renew(&self, refused: &Secret, mint: &impl Mint) -> Result<Secret, Error> {
        Box::pin(self.renewed(Some(refused), mint)).await
    }

    async fn renewed(&self, refused: Option<&Secret>, mint: &impl Mint) -> Result<Secret, Error> {
        let before = self.finished.load(Ordering::Acquire);
        let _turn = self.turn.lock().await;
        if let Some(token) = self.present().filter(|token| Some(token) != refused) {
            return Ok(token);
        }
        if self.finished.load(Ordering::Acquire) != before {
            let failure = self.last_failure.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(failure) = failure {
                return Err(failure);
            }
        }
        let result = self.make(refused, mint).await;
        *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = result.as_ref().err().cloned();
        if let Ok(token) = &result {
            *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        }
        self.finished.fetch_add(1, Ordering::Release);
        result
    }

    async fn make(&self, refused: Option<&Secret>, mint: &impl Mint) -> Result<Secret, Error> {
        match self.store.load(&self.key).await {
            Ok(Some(token)) if Some(&token) != refused => return Ok(token),
            Ok(_) => {}
            Err(error) => tracing::warn!(session = %self.key.session, %error, "token store cannot be read"),
        }
        let Some(minting) = mint.mint() else {
            return Err(no_secret(refused.is_some()));
        };
        let token = minting.await?;
        tracing::debug!(session = %self.key.session, renewed = refused.is_some(), "token minted");
        if let Err(error) = self.store.save(&self.key, &token).await {
            tracing::warn!(session = %self.key.session, %error, "token store cannot be written");
        }
        Ok(token)
    }
}

fn no_secret(token_was_refused: bool) -> Error {
    if token_was_refused {
        Error::new(
            ErrorCode::Unauthorized,
            "the server refuses the given token, and without a secret key it cannot be renewed",
        )
        .with_hint(
            "the token is wrong for this session name, or the server's secret key has changed: mint a new one \
             for exactly this session, or give the server's secret key (secret_key, secretKey or WPPKIT_SECRET_KEY) and let the SDK do it",
        )
    } else {
        Error::invalid_input("there is neither a token nor a secret key")
            .with_hint(format!("{GIVE_SECRET_KEY}, or a token (token or WPPKIT_TOKEN)"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;
    use crate::token::MemoryTokenStore;

    #[derive(Default)]
    struct Counting {
        mints: AtomicUsize,
        fails: bool,
    }

    impl Mint for Counting {
        fn mint(&self) -> Option<BoxFuture<'_, Result<Secret, Error>>> {
            Some(Box::pin(async {
                let count = self.mints.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                if self.fails {
                    return Err(Error::new(ErrorCode::WrongSecret, "no"));
                }
                Ok(Secret::new(format!("token-{count}")))
            }))
        }
    }

    struct NoSecret;

    impl Mint for NoSecret {
        fn mint(&self) -> Option<BoxFuture<'_, Result<Secret, Error>>> {
            None
        }
    }

    fn flow(given: Option<&str>) -> TokenFlow {
        let store = Arc::new(MemoryTokenStore::default());
        TokenFlow::new(TokenKey::new("http://x", "s"), given.map(Secret::from), store)
    }

    #[tokio::test]
    async fn fifty_callers_mint_once() {
        let (flow, mint) = (flow(None), Counting::default());
        let tokens = futures_util::future::join_all((0..50).map(|_| flow.token(&mint))).await;
        assert!(tokens.iter().all(|token| token.as_ref().unwrap() == &Secret::new("token-0")));
        assert_eq!(mint.mints.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn fifty_refusals_renew_once() {
        let (flow, mint) = (flow(Some("old")), Counting::default());
        let old = flow.token(&mint).await.unwrap();
        let tokens = futures_util::future::join_all((0..50).map(|_| flow.renew(&old, &mint))).await;
        assert!(tokens.iter().all(|token| token.as_ref().unwrap() == &Secret::new("token-0")));
        assert_eq!(mint.mints.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_failed_renewal_is_shared_and_the_next_one_tries_again() {
        let (flow, mint) = (flow(None), Counting { fails: true, ..Counting::default() });
        let results = futures_util::future::join_all((0..50).map(|_| flow.token(&mint))).await;
        assert!(results.iter().all(|result| result.as_ref().unwrap_err().code() == ErrorCode::WrongSecret));
        assert_eq!(mint.mints.load(Ordering::SeqCst), 1);
        assert!(flow.token(&mint).await.is_err());
        assert_eq!(mint.mints.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_cancelled_renewal_leaves_the_turn_to_the_next() {
        let (flow, mint) = (flow(None), Counting::default());
        {
            let mut first = Box::pin(flow.token(&mint));
            assert!(futures_util::poll!(&mut first).is_pending());
        }
        assert_eq!(flow.token(&mint).await.unwrap(), Secret::new("token-1"));
    }

    #[tokio::test]
    async fn a_token_in_the_store_saves_minting() {
        let store = Arc::new(MemoryTokenStore::default());
        let key = TokenKey::new("http://x", "s");
        store.save(&key, &Secret::new("stored")).await.unwrap();
        let (flow, mint) = (TokenFlow::new(key, None, store), Counting::default());
        let stored = flow.token(&mint).await.unwrap();
        assert_eq!(stored, Secret::new("stored"));
        assert_eq!(flow.renew(&stored, &mint).await.unwrap(), Secret::new("token-0"));
    }

    #[tokio::test]
    async fn without_a_secret_key_the_error_says_so() {
        let refused = flow(Some("given"));
        let given = refused.token(&NoSecret).await.unwrap();
        let error = refused.renew(&given, &NoSecret).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::Unauthorized);
        assert!(error.hint().unwrap().contains("secret_key"));
        assert_eq!(flow(None).token(&NoSecret).await.unwrap_err().code(), ErrorCode::InvalidInput);
    }
}
