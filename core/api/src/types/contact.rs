use super::Wid;

wire_struct! {
    /// A contact.
    pub struct Contact {
        /// Who it is.
        maybe id: Wid = "id",
        /// Name to show: address book, else verified name, else number.
        maybe formatted_name: String = "formattedName",
        /// Name in the address book.
        maybe name: String = "name",
        /// First name in the address book.
        maybe short_name: String = "shortName",
        /// Name that the person chose.
        maybe pushname: String = "pushname",
        /// Name of a verified business.
        maybe verified_name: String = "verifiedName",
        /// `in` or `out`.
        maybe kind: String = "type",
        /// Whether it is a business account.
        maybe is_business: bool = "isBusiness",
        /// Whether it is the account of a big company.
        maybe is_enterprise: bool = "isEnterprise",
        /// Whether its stories are hidden.
        maybe status_mute: bool = "statusMute",
        /// Whether it is the account itself.
        maybe is_me: bool = "isMe",
        /// Whether it is in the address book.
        maybe is_my_contact: bool = "isMyContact",
        /// Whether it is a person (not a group).
        maybe is_user: bool = "isUser",
        /// Whether it is on WhatsApp.
        maybe is_wa_contact: bool = "isWAContact",
        /// Profile picture.
        maybe profile_picture: ProfilePicture = "profilePicThumbObj",
    }
}

wire_struct! {
    /// Addresses of a profile picture; all of them expire.
    pub struct ProfilePicture {
        /// Whose picture.
        maybe id: Wid = "id",
        /// Public address.
        maybe eurl: String = "eurl",
        /// Address of the thumbnail.
        maybe img: String = "img",
        /// Address of the full picture.
        maybe img_full: String = "imgFull",
        /// Changes with the picture.
        maybe tag: String = "tag",
    }
}
