//! Products, collections and orders on the wire.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::world::account::{Catalog, Collection, Order, Product};

/// A product as WhatsApp's server describes it.
#[derive(Debug, Clone, Copy)]
pub struct ProductDetailView<'a>(pub &'a Product);

impl Serialize for ProductDetailView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let product = self.0;
        let picture = |version: u32| json!([{"key": "requested", "value": product.picture(version)}]);
        let further: Vec<Value> = product.further_images.iter().map(|version| picture(*version)).collect();
        json!({
            "id": product.id,
            "retailer_id": product.retailer_id,
            "name": product.name,
            "description": product.description,
            "url": product.url,
            "currency": product.currency,
            "price": product.price_1000.to_string(),
            "is_hidden": product.hidden,
            "max_available": 99,
            "availability": "in stock",
            "checkmark": false,
            "image_hashes_for_whatsapp": [format!("h{}", product.image_version)],
            "image_cdn_urls": picture(product.image_version),
            "additional_image_cdn_urls": further,
            "whatsapp_product_can_appeal": false,
            "capability_to_review_status": [{"key": "WHATSAPP", "value": "APPROVED"}],
        })
        .serialize(serializer)
    }
}

/// A product in short.
#[derive(Debug, Clone, Copy)]
pub struct ProductView<'a>(pub &'a Product);

impl Serialize for ProductView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let product = self.0;
        json!({
            "id": product.id,
            "name": product.name,
            "priceAmount1000": product.price_1000,
            "currency": product.currency,
        })
        .serialize(serializer)
    }
}

/// A collection with its products.
#[derive(Debug, Clone, Copy)]
pub struct CollectionView<'a> {
    /// Where the products are.
    pub catalog: &'a Catalog,
    /// The collection.
    pub collection: &'a Collection,
    /// How many products are shown at most.
    pub most: usize,
}

impl Serialize for CollectionView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let numbers = self.collection.products.iter();
        let products: Vec<Value> = numbers
            .filter_map(|id| self.catalog.product(id))
            .take(self.most)
            .map(|product| super::tree(&ProductDetailView(product)))
            .collect();
        json!({"id": self.collection.id, "name": self.collection.name, "products": products})
            .serialize(serializer)
    }
}

/// An order with what was ordered.
#[derive(Debug, Clone, Copy)]
pub struct OrderView<'a> {
    /// Where the products are.
    pub catalog: &'a Catalog,
    /// The order.
    pub order: &'a Order,
}

impl Serialize for OrderView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut total = 0;
        let mut products = Vec::new();
        for (id, quantity) in &self.order.items {
            let Some(product) = self.catalog.product(id) else { continue };
            total += product.price_1000 * u64::from(*quantity);
            products.push(json!({
                "id": product.id,
                "price": product.price_1000,
                "currency": product.currency,
                "name": product.name,
                "quantity": quantity,
                "thumbnailId": product.retailer_id,
                "thumbnailUrl": product.picture(product.image_version),
            }));
        }
        json!({
            "id": self.order.id,
            "createdAt": self.order.created_at,
            "currency": self.order.currency,
            "products": products,
            "subtotal": total,
            "total": total,
        })
        .serialize(serializer)
    }
}
