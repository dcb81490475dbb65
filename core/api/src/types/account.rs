use super::Wid;

wire_struct! {
    /// The linked phone, as far as WhatsApp tells; on multi-device most fields are missing.
    pub struct HostDeviceInfo {
        /// The account's id.
        maybe wid: Wid = "wid",
        /// The account's id by number.
        maybe phone_number: Wid = "phoneNumber",
        /// Name that the account shows.
        maybe pushname: String = "pushname",
        /// `android`, `iphone`, `smba`, …
        maybe platform: String = "platform",
        /// Battery in percent.
        maybe battery: f64 = "battery",
        /// Whether the phone is charging.
        maybe plugged: bool = "plugged",
        /// The phone's hardware and software.
        maybe phone: DevicePhone = "phone",
    }
}

wire_struct! {
    /// Hardware and software of the linked phone.
    pub struct DevicePhone {
        /// Manufacturer.
        maybe device_manufacturer: String = "device_manufacturer",
        /// Model.
        maybe device_model: String = "device_model",
        /// Operating system version.
        maybe os_version: String = "os_version",
        /// WhatsApp version.
        maybe wa_version: String = "wa_version",
    }
}
