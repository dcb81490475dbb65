//! Events of a session's login and end.

use serde_json::Value;

wire_struct! {
    /// What the library reports while a session starts, logs in and ends.
    ///
    /// Autoclose is never reported: it shows as `qrReadError` and `browserClose` (recorded).
    pub struct StatusFind {
        /// `notLogged`, `isLogged`, `qrReadSuccess`, `qrReadFail`, `qrReadError`, `inChat`, `phoneNotConnected`,
        /// `browserClose`, `serverClose`, `disconnectedMobile`; before 2.8.7 `desconnectedMobile`.
        always status: String = "status",
    }
}

wire_struct! {
    /// A QR code that waits to be scanned. It is renewed about every 20 s.
    pub struct QrCode {
        /// Picture of the code: PNG in base64, without `data:` prefix.
        always qrcode: String = "qrcode",
        /// The code's text, to be drawn by whoever shows it. Not on Socket.IO.
        maybe urlcode: String = "urlcode",
    }
}

wire_struct! {
    /// A pairing code that waits to be typed into the phone.
    pub struct PhoneCode {
        /// The code.
        always phone_code: String = "phoneCode",
        /// The number it is for, digits only.
        maybe phone: String = "phone",
    }
}

wire_struct! {
    /// The session was closed or logged out through the server.
    pub struct SessionEnd {
        /// `Session: <name> disconnected` or `Session: <name> logged out`.
        maybe message: String = "message",
        /// False.
        maybe connected: bool = "connected",
    }
}

wire_struct! {
    /// The session is connected. Only on Socket.IO; among the webhooks, `inChat` of `status-find` comes closest.
    pub struct SessionLogged {
        /// True.
        maybe status: Value = "status",
        /// Name of the session.
        maybe session: String = "session",
    }
}
