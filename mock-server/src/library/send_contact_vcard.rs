//! `sendContactVcard(to, contactId, name)`.

use serde_json::Value;

use super::{CallContext, Returned, sending, text};
use crate::world::account::{Account, Wid};

pub(super) fn send_contact_vcard(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let chat = sending::recipient(account, &text(args, 0))?;
    let contact = args.get(1).and_then(Value::as_str).map(Wid::new);
    let given = args.get(2).and_then(Value::as_str).filter(|name| !name.is_empty());
    let known =
        contact.as_ref().and_then(|id| account.contact(id)).and_then(|contact| contact.display_name());
    let name = given.or(known).unwrap_or_default().to_owned();
    let mut message = sending::draft(account, chat, None, context)?;
    message.kind = "vcard".into();
    message.body = Some(vcard(contact.as_ref(), &name).into());
    message.attributes.insert("vcardFormattedName".to_owned(), name.into());
    Ok(Some(sending::sent(account, message, context).into()))
}

fn vcard(contact: Option<&Wid>, name: &str) -> String {
    let number = contact.map(|id| format!("TEL;type=CELL;waid={0}:+{0}\n", id.user())).unwrap_or_default();
    format!("BEGIN:VCARD\nVERSION:3.0\nFN:{name}\n{number}END:VCARD")
}
