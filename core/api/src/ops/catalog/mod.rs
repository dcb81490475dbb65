//! What a business account sells.

pub mod add_product;
pub mod add_product_image;
pub mod change_product_image;
pub mod create_collection;
pub mod del_collection;
pub mod del_products;
pub mod edit_collection;
pub mod edit_product;
pub mod get_collections;
pub mod get_product_by_id;
pub mod get_products;
pub mod remove_product_image;
pub mod send_link_catalog;
pub mod set_cart_enabled;
pub mod set_product_visibility;
