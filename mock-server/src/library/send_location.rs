//! `sendLocation(to, {lat, lng, name, address})`.

use serde_json::{Value, json};

use super::{CallContext, Returned, sending, text};
use crate::world::account::Account;

pub(super) fn send_location(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let chat = sending::recipient(account, &text(args, 0))?;
    let option = |name: &str| args.get(1).and_then(|options| options.get(name));
    let mut message = sending::draft(account, chat, None, context)?;
    message.kind = "location".into();
    let named = ["name", "address"].into_iter().filter_map(|name| option(name)?.as_str());
    let loc: Vec<&str> = named.filter(|text| !text.is_empty()).collect();
    message.attributes.insert("lat".to_owned(), degrees(option("lat")));
    message.attributes.insert("lng".to_owned(), degrees(option("lng")));
    message.attributes.insert("loc".to_owned(), loc.join("\n").into());
    let sent = sending::send(account, message, context);
    Ok(Some(json!({"ack": sent.ack, "id": sent.key.to_string()}).into()))
}

/// `parseFloat(value)`; what is no number is `NaN`, and `null` in JSON.
fn degrees(value: Option<&Value>) -> Value {
    match value {
        Some(Value::Number(number)) => Value::Number(number.clone()),
        Some(Value::String(text)) => text.trim().parse::<f64>().map_or(Value::Null, Value::from),
        _ => Value::Null,
    }
}
