wire_struct! {
    /// The answer of a route that tells no more than that it was called.
    pub struct Done {
        /// `success`.
        maybe status: String = "status",
    }
}
