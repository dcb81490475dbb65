use super::Wid;

wire_struct! {
    /// Whether a number is on WhatsApp, and under which id.
    pub struct NumberStatus {
        /// The canonical id of a known number (may differ from the one asked: Brazilian ninth digit, LID); the id
        /// asked for of an unknown one.
        always id: Wid = "id",
        /// Whether the number is on WhatsApp.
        always number_exists: bool = "numberExists",
        /// Whether it can receive messages.
        maybe can_receive_message: bool = "canReceiveMessage",
        /// Whether it is a business account.
        maybe is_business: bool = "isBusiness",
        /// 200 or 404.
        maybe status: u16 = "status",
    }
}
