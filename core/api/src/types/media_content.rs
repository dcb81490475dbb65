wire_struct! {
    /// The file of a message.
    pub struct MediaContent {
        /// Its content in base64, without `data:` before it.
        always base64: String = "base64",
        /// Its media type, as the sender said.
        maybe mimetype: String = "mimetype",
    }
}
