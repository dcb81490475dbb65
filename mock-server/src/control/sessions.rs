//! Sessions as they stand, and putting them into a state.

use axum::Extension;
use axum::extract::Path;
use bytes::Bytes;
use serde_json::Value;

use super::error::Refusal;
use super::{Answer, body};
use crate::driver::Driver;
use crate::world::session::Placement;

pub(super) async fn list(Extension(driver): Extension<Driver>) -> Answer {
    Ok(super::json(&Value::Array(driver.lock().session_views())))
}

pub(super) async fn show(Extension(driver): Extension<Driver>, Path(session): Path<String>) -> Answer {
    Ok(super::json(&driver.lock().session_view(&session)))
}

pub(super) async fn put(
    Extension(driver): Extension<Driver>,
    Path(session): Path<String>,
    raw: Bytes,
) -> Answer {
    let hint = r#"{"state": "CONNECTED" | "QRCODE" | "PHONECODE" | "INITIALIZING" | "CLOSED" | "closed_by_user" | "absent", "phone": "5521…", "webhook": url | null, "login": "qr" | "stored"}, each optional"#;
    let placement: Placement = body::read(&raw, hint)?;
    if let Some(phone) = &placement.phone
        && (phone.is_empty() || !phone.bytes().all(|digit| digit.is_ascii_digit()))
    {
        return Err(Refusal::malformed(format!("`phone`: `{phone}` is not all digits"), hint));
    }
    let mut world = driver.lock();
    world.place(&session, &placement);
    Ok(super::json(&world.session_view(&session)))
}
