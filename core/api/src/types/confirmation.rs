wire_struct! {
    /// A text that says that something was done.
    pub struct Confirmation {
        /// The server's words.
        maybe message: String = "message",
    }
}
