//! Channels.

use serde_json::{Value, json};

use super::groups::refused;
use super::{CallContext, Json, Method, Returned, Thrown, js, text};
use crate::world::account::wire::NewsletterView;
use crate::world::account::{Account, Newsletter, QUIET_SINCE, Wid};

/// The channel that the script creates, and the code of its link.
const SCRIPTED: (&str, &str) = ("120363222222222222@newsletter", "0029VaRigRigRigRigRigR");

/// The method of a name, of those about channels.
pub(super) fn method(name: &str) -> Option<Method> {
    Some(match name {
        "createNewsletter" => create,
        "destroyNewsletter" => destroy,
        "editNewsletter" => edit,
        // Sic.
        "muteNesletter" => mute,
        _ => return None,
    })
}

/// `createNewsletter(name, {description, picture})`.
fn create(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let scripted = account.data().scripted;
    let name = args.first().filter(|name| !name.is_null()).map(js::text);
    if name.as_ref().is_none_or(String::is_empty) && !scripted {
        return Err(refused("A channel needs a name"));
    }
    let (id, invite_code, timestamp) = if scripted {
        (SCRIPTED.0.to_owned(), SCRIPTED.1.to_owned(), QUIET_SINCE)
    } else {
        let code = format!("0029Va{}", &context.ids.invite_code()[..16]);
        (format!("{}@newsletter", context.ids.group_user()), code, context.seconds())
    };
    let newsletter = Newsletter {
        id: Wid::new(&id),
        invite_code: invite_code.into(),
        name: name.clone().unwrap_or_default().into(),
        description: option(args.get(1), "description").map(|text| js::text(text).into()),
        subscribers: 0,
        timestamp,
        muted: false,
    };
    account.open_chat(&newsletter.id).name = Some(newsletter.name.clone());
    let made = Json::written(&NewsletterView { newsletter: &newsletter, name: name.as_deref() });
    let data = account.data_mut();
    data.newsletters.retain(|known| known.id != newsletter.id);
    data.newsletters.push(newsletter);
    Ok(Some(made))
}

/// `editNewsletter(channel, {name, description, picture})`: what is left out stays.
fn edit(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let at = known(account, args)?;
    let name = option(args.get(1), "name").map(js::text);
    if let Some(name) = &name {
        let id = account.data().newsletters[at].id.clone();
        account.open_chat(&id).name = Some(name.as_str().into());
    }
    let newsletter = &mut account.data_mut().newsletters[at];
    if let Some(name) = name {
        newsletter.name = name.into();
    }
    if let Some(description) = option(args.get(1), "description") {
        newsletter.description = Some(js::text(description).into());
    }
    Ok(Some(Json::written(&NewsletterView { newsletter, name: Some(&newsletter.name) })))
}

/// `destroyNewsletter(channel)`.
fn destroy(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let at = known(account, args)?;
    let data = account.data_mut();
    let gone = data.newsletters.remove(at);
    data.chats.retain(|chat| chat.id != gone.id);
    Ok(Some(true.into()))
}

/// `muteNesletter(channel)`: gives a model of which nothing can be written.
fn mute(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let at = known(account, args)?;
    account.data_mut().newsletters[at].muted = true;
    Ok(Some(json!({}).into()))
}

/// Where the channel that the first argument names stands.
fn known(account: &Account, args: &[Value]) -> Result<usize, Thrown> {
    let id = Wid::new(&text(args, 0));
    let at = account.data().newsletters.iter().position(|newsletter| newsletter.id == id);
    at.ok_or_else(|| refused(format!("There is no channel {id}")))
}

/// A key of an argument that is an object; `None` = `undefined` or `null`.
fn option<'a>(options: Option<&'a Value>, name: &str) -> Option<&'a Value> {
    options?.get(name).filter(|value| !value.is_null())
}
