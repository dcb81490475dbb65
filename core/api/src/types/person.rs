use serde_json::Value;

use super::Wid;

wire_struct! {
    /// What the account knows of one person's two ids.
    pub struct PnLidEntry {
        /// The LID.
        maybe lid: Wid = "lid",
        /// The id by number.
        maybe phone_number: Wid = "phoneNumber",
        /// The contact, if it is one.
        maybe contact: PnLidContact = "contact",
    }
}

wire_struct! {
    /// A contact without its ids.
    pub struct PnLidContact {
        /// Name in the address book.
        maybe name: String = "name",
        /// First name in the address book.
        maybe short_name: String = "shortName",
        /// Name that the person chose.
        maybe pushname: String = "pushname",
        /// Name of a verified business.
        maybe verified_name: String = "verifiedName",
        /// Whether it is a business account.
        maybe is_business: bool = "isBusiness",
    }
}

wire_struct! {
    /// Somebody's "about" text.
    pub struct ProfileStatus {
        /// Whose.
        maybe id: Wid = "id",
        /// The text; an object with newer pages, null if it is hidden.
        maybe status: Value = "status",
    }
}

wire_struct! {
    /// One blocked person.
    pub struct BlockedContact {
        /// The part of the id before `@`: a number, or a LID that looks like one.
        always phone: String = "phone",
    }
}
