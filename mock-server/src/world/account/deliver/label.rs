//! A label is put on a chat or taken off, on the phone.

use serde::Deserialize;

use super::Arrival;

/// Keys of `label`: `type` is `add` or `remove`; without `label` it is the first one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labelling {
    r#type: Option<String>,
    chat: Option<String>,
    label: Option<String>,
}

pub(super) fn arrive(arrival: &mut Arrival<'_>, labelling: Labelling) -> Result<(), String> {
    let kind = labelling.r#type.as_deref().unwrap_or("add");
    if !["add", "remove"].contains(&kind) {
        return Err(format!("`{kind}` is no type of label event: add or remove"));
    }
    let id = arrival.chat_or_first(labelling.chat.as_deref())?;
    let mut labels = arrival.account.data().labels.iter();
    let label = match labelling.label.as_deref() {
        Some(wanted) => labels.find(|label| &*label.id == wanted),
        None => labels.next(),
    };
    let label =
        label.map(|label| label.id.clone()).ok_or_else(|| "the account has no such label".to_owned())?;
    arrival.account.open_chat(&id);
    arrival.account.set_label(&id, &label, kind == "add");
    if let Some(data) = arrival.account.label_event(&id, &label, kind) {
        arrival.notice("onupdatelabel", data);
    }
    Ok(())
}
