//! Session tokens: minted from the secret key, inspected, stored, renewed.

mod file_store;
mod flow;
mod inspect;
mod mint;
mod store;

pub use file_store::FileTokenStore;
pub(crate) use flow::{Mint, TokenFlow};
pub(crate) use inspect::check_token;
pub(crate) use mint::SERVER_COST;
pub use mint::{TokenMint, mint_local};
pub use store::{MemoryTokenStore, TokenKey, TokenStore};
