//! Labels. Of every change the library drops what comes of it, failures included.

use serde_json::{Value, json};

use super::{CallContext, Returned, js, text};
use crate::world::account::{Account, AccountEvent, Label, Wid};

/// Colour of a label whose colour nobody chose, ARGB.
const DEFAULT_COLOR: u32 = 0xFFFF_9485;

/// `getAllLabels()`.
pub(super) fn get_all_labels(account: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    Ok(Some(json!(account.data().labels).into()))
}

/// `addNewLabel(name, {labelColor})`.
pub(super) fn add_new_label(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let Some(name) = args.first().and_then(Value::as_str) else { return Ok(None) };
    let color = args.get(1).and_then(|options| options.get("labelColor")).map(js::text);
    let color = color.and_then(|color| color.parse().ok()).unwrap_or(DEFAULT_COLOR);
    let data = account.data_mut();
    let highest = data.labels.iter().filter_map(|label| label.id.parse::<u32>().ok()).max().unwrap_or(0);
    data.labels.push(Label::new(highest + 1, name, color));
    Ok(None)
}

/// `addOrRemoveLabels(chats, [{labelId, type}])`: nothing at all happens if one of the chats is not there.
pub(super) fn add_or_remove_labels(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let chats: Vec<_> = each(args.first()).map(|id| Wid::new(&js::text(id))).collect();
    if chats.iter().any(|chat| account.chat(chat).is_none()) {
        return Ok(None);
    }
    for chat in &chats {
        for change in each(args.get(1)) {
            let part = |key: &str| change.get(key).map(js::text).unwrap_or_default();
            let (label, kind) = (part("labelId"), part("type"));
            if !account.set_label(chat, &label, kind == "add") {
                continue;
            }
            if let Some(data) = account.label_event(chat, &label, &kind) {
                context.events.push(AccountEvent::Notice { event: "onupdatelabel", data, socket: true });
            }
        }
    }
    Ok(None)
}

/// A list, or one thing that stands for a list of itself.
fn each(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    match value {
        Some(Value::Array(items)) => items.as_slice(),
        Some(Value::Null) | None => &[],
        Some(one) => std::slice::from_ref(one),
    }
    .iter()
}

/// `deleteLabel(id)`.
pub(super) fn delete_label(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    account.remove_labels(Some(&text(args, 0)));
    Ok(None)
}

/// `deleteAllLabels()`.
pub(super) fn delete_all_labels(account: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    account.remove_labels(None);
    Ok(None)
}
