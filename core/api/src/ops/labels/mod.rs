//! Labels of business accounts.

pub mod add_new_label;
pub mod add_or_remove_label;
pub mod delete_all_labels;
pub mod delete_label;
pub mod get_all_labels;
