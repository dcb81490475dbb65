//! Express and its middlewares, as far as clients can see them.

pub(crate) mod auth;
pub(crate) mod body;
pub(crate) mod error_page;
pub(crate) mod form;
mod media_type;
pub(crate) mod pages;
pub(crate) mod upload;

pub(crate) use media_type::MediaType;
