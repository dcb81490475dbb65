//! The phone and the connection to it.

use serde_json::{Value, json};

use super::{CallContext, Returned};
use crate::world::account::Account;
use crate::world::account::wire::{Encoding, WidView};

/// `isConnected()`: the phone can be reached.
pub(super) fn is_connected(_: &mut Account, _: &[Value], context: &mut CallContext<'_>) -> Returned {
    Ok(Some(context.phone_online.into()))
}

/// `getWid()`: own number as text.
pub(super) fn get_wid(account: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    Ok(Some(account.own().as_str().into()))
}

/// `getBatteryLevel()`: what WhatsApp tells no further device.
pub(super) fn get_battery_level(_: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    Ok(None)
}

/// `useHere()`: takes the page back after WhatsApp Web was opened elsewhere.
pub(super) fn use_here(_: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    Ok(None)
}

/// `getHostDevice()`: what WhatsApp tells about the phone.
pub(super) fn get_host_device(account: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    Ok(Some(host_device(account).into()))
}

/// The phone as WhatsApp's page holds it.
pub(super) fn host_device(account: &Account) -> Value {
    let phone = &account.data().device;
    let own = WidView(account.own(), Encoding::Objects);
    json!({
        "wid": own,
        "me": own,
        "is24h": true,
        "platform": phone.platform,
        "phone": {
            "wa_version": phone.wa_version,
            "mcc": "",
            "mnc": "",
            "os_version": "",
            "device_manufacturer": "",
            "device_model": "",
            "os_build_number": "",
        },
        "tos": 0,
        "smbTos": 0,
        "pushname": phone.pushname,
        "blockStoreAdds": false,
        "hasHosted": false,
    })
}
