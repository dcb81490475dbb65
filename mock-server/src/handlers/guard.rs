//! The middleware `statusConnection`: is there a client, and do the recipients exist?
//!
//! It answers and goes on. A handler behind it may run after a 404 or a 400, and then answers a second time.

use std::ops::ControlFlow;

use serde_json::{Value, json};
use wppkit_api::Profile;

use super::recipients::{Kind, contact_to_array};
use crate::exchange::Exchange;
use crate::library::{Json, Thrown, js};

/// Runs the middleware. The request's `phone` is a list of ids afterwards. `Break` = the handler does not run.
///
/// # Errors
/// What it throws past its own `catch`; the handler does not run then either.
pub fn status_connection(ex: &mut Exchange<'_>) -> Result<ControlFlow<()>, Thrown> {
    match check(ex) {
        Ok(()) => Ok(ControlFlow::Continue(())),
        Err(Thrown::Hang) => Err(Thrown::Hang),
        Err(_) => {
            ex.json(404, not_active())?;
            Ok(ControlFlow::Break(()))
        }
    }
}

fn not_active() -> Value {
    json!({"response": null, "status": "Disconnected", "message": "A sessão do WhatsApp não está ativa."})
}

fn check(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    if !ex.has_client() {
        return ex.json(404, not_active());
    }
    ex.lib("isConnected", vec![])?;
    let flag = |name: &str| js::truthy(ex.body().get(name));
    let kind = Kind { group: flag("isGroup"), newsletter: flag("isNewsletter"), lid: flag("isLid") };
    let none = json!([]);
    let phone = ex.body().get("phone").filter(|phone| js::truthy(Some(phone))).unwrap_or(&none);
    let mut contacts: Vec<Value> = contact_to_array(phone, kind)?.into_iter().map(Value::from).collect();
    // The Go port asks WhatsApp for nobody before it sends.
    if !kind.group && !kind.newsletter && ex.world.settings.profile != Profile::Go {
        for contact in verify(ex, &contacts)? {
            let (at, id) = contact;
            contacts[at] = id;
        }
    }
    // A list as the body takes properties too.
    if !ex.body().is_object() {
        *ex.body_mut() = json!({});
    }
    ex.body_mut()["phone"] = Value::Array(contacts);
    Ok(())
}

/// Asks WhatsApp for each contact and gives the ids under which it knows those that exist.
fn verify(ex: &mut Exchange<'_>, contacts: &[Value]) -> Result<Vec<(usize, Value)>, Thrown> {
    let mut known = Vec::new();
    for (at, contact) in contacts.iter().enumerate() {
        if known.iter().any(|(_, id)| id == contact) {
            continue;
        }
        let profile = match ex.lib("checkNumberStatus", vec![contact.clone()]) {
            Err(Thrown::Hang) => return Err(Thrown::Hang),
            // A query that fails counts as a number that does not exist.
            Err(_) => None,
            Ok(profile) => profile.map(Json::into_tree),
        };
        let exists = profile.as_ref().is_some_and(|profile| js::truthy(profile.get("numberExists")));
        if !exists {
            let number = js::text(contact);
            let number = number.split('@').next().unwrap_or_default();
            let message = format!("O número {number} não existe.");
            ex.json(400, json!({"response": null, "status": "Connected", "message": message}))?;
            continue;
        }
        match profile.as_ref().and_then(|profile| profile.get("id")) {
            None | Some(Value::Null) => return Err(Thrown::node("Cannot read properties of undefined")),
            Some(id) => known.push((at, id.get("_serialized").cloned().unwrap_or_default())),
        }
    }
    Ok(known)
}
