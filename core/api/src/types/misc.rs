wire_struct! {
    /// What the server says when it did something that has no result.
    pub struct Notice {
        /// The server's words.
        maybe message: String = "message",
    }
}

wire_struct! {
    /// Answer of chatwoot.
    pub struct ChatwootAnswer {
        /// `success`.
        maybe status: String = "status",
        /// The server's words: with two spaces after `on` if something was sent.
        maybe message: String = "message",
    }
}

wire_struct! {
    /// A file that came as it is.
    pub struct Archive {
        /// Media type.
        maybe media_type: String = "mediaType",
        /// Content in base64.
        always base64: String = "base64",
    }
}
