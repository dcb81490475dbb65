//! The business profile, and what customers ordered.

pub mod edit_business_profile;
pub mod get_business_profiles_products;
pub mod get_order_by_message_id;
