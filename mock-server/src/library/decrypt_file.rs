//! Fetching the file of a message from WhatsApp's media store.

use serde_json::Value;

use super::{CallContext, Returned, Thrown, file};
use crate::world::account::Account;

/// `decryptFile(message)`: base64 of the file. The library gives a buffer, of which the server uses nothing else.
pub(super) fn decrypt_file(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    fetch(account, args).map(|bytes| Some(file::base64(bytes).into()))
}

/// `downloadMedia(message)`: the file as a data URL, fetched by the page.
pub(super) fn download_media(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let bytes = fetch(account, args).map_err(|thrown| Thrown::page("Error", thrown.message()))?;
    let mimetype = args.first().and_then(|message| message.get("mimetype")).and_then(Value::as_str);
    Ok(Some(format!("data:{};base64,{}", mimetype.unwrap_or_default(), file::base64(bytes)).into()))
}

fn fetch<'a>(account: &'a Account, args: &[Value]) -> Result<&'a [u8], Thrown> {
    let attribute = |name: &str| args.first().and_then(|message| message.get(name)).and_then(Value::as_str);
    let address = attribute("clientUrl").or_else(|| attribute("deprecatedMms3Url"));
    let (Some(address), Some(_)) = (address, attribute("mediaKey")) else {
        return Err(Thrown::node("message is missing critical data needed to download the file."));
    };
    let name = address.rsplit('/').next().unwrap_or_default();
    let found = account.data().media.get(name);
    // The library throws this text, not an error, for whatever goes wrong while fetching.
    found.map(|bytes| &**bytes).ok_or_else(|| Thrown::Value("Error trying to download the file.".into()))
}
