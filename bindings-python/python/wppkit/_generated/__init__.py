"""Generated from the operation registry by `cargo xtask generate`."""
