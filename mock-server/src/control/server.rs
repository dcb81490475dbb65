//! The server's own configuration.

use axum::Extension;
use axum::response::Response;
use bytes::Bytes;
use serde::{Deserialize, Deserializer};
use serde_json::json;
use wppkit_api::Profile;

use super::{Answer, body};
use crate::driver::Driver;
use crate::world::World;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    /// Webhook of sessions that have none; `null` removes it.
    #[serde(default, deserialize_with = "present")]
    webhook: Option<Option<String>>,
    /// Secret key: all tokens made with another one stop working.
    #[serde(default)]
    secret: Option<String>,
    /// Which server is imitated from now on.
    #[serde(default)]
    profile: Option<Profile>,
}

fn present<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(value).map(Some)
}

pub(super) async fn show(Extension(driver): Extension<Driver>) -> Answer {
    Ok(view(&driver.lock()))
}

pub(super) async fn set(Extension(driver): Extension<Driver>, raw: Bytes) -> Answer {
    let change: Change =
        body::read(&raw, r#"{"webhook"?: url | null, "secret"?: text, "profile"?: "node-2.10" | "go"}"#)?;
    let mut world = driver.lock();
    if let Some(webhook) = change.webhook {
        world.settings.webhook = webhook;
    }
    if let Some(secret) = change.secret {
        world.secret = secret;
    }
    if let Some(profile) = change.profile {
        world.settings.profile = profile;
    }
    Ok(view(&world))
}

fn view(world: &World) -> Response {
    super::json(
        &json!({"webhook": world.settings.webhook, "secret": world.secret, "profile": world.settings.profile}),
    )
}
