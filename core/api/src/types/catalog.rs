use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{InvalidField, validate};

wire_struct! {
    /// A product as WhatsApp's own list has it.
    pub struct Product {
        /// WhatsApp's number of it.
        maybe id: String = "id",
        /// Name.
        maybe name: String = "name",
        /// Description.
        maybe description: String = "description",
        /// Page of it.
        maybe url: String = "url",
        /// ISO 4217 code.
        maybe currency: String = "currency",
        /// Price in thousandths of the currency.
        maybe price_amount_1000: i64 = "priceAmount1000",
        /// Price while it is on sale, in thousandths of the currency.
        maybe sale_price_amount_1000: i64 = "salePriceAmount1000",
        /// Not shown to customers.
        maybe is_hidden: bool = "isHidden",
        /// The shop's own number of it.
        maybe retailer_id: String = "retailerId",
        /// How many pictures it has.
        maybe image_count: i64 = "imageCount",
        /// Address of the main picture.
        maybe image_cdn_url: String = "imageCdnUrl",
    }
}

wire_struct! {
    /// A product as WhatsApp's server describes it.
    pub struct ProductDetail {
        /// WhatsApp's number of it.
        maybe id: String = "id",
        /// The shop's own number of it.
        maybe retailer_id: String = "retailer_id",
        /// Name.
        maybe name: String = "name",
        /// Description.
        maybe description: String = "description",
        /// Page of it.
        maybe url: String = "url",
        /// ISO 4217 code.
        maybe currency: String = "currency",
        /// Price in thousandths of the currency, as text.
        maybe price: String = "price",
        /// Not shown to customers.
        maybe is_hidden: bool = "is_hidden",
        /// `in stock`, …
        maybe availability: String = "availability",
        /// How many may be ordered at once.
        maybe max_available: i64 = "max_available",
        /// Addresses of the main picture in its sizes.
        maybe image_cdn_urls: Vec<KeyValue> = "image_cdn_urls",
        /// Addresses of the further pictures: of each a list of its sizes, or whatever WhatsApp has.
        maybe additional_image_cdn_urls: Vec<serde_json::Value> = "additional_image_cdn_urls",
        /// How far WhatsApp's review is.
        maybe capability_to_review_status: Vec<KeyValue> = "capability_to_review_status",
    }
}

wire_struct! {
    /// A named value of a product.
    pub struct KeyValue {
        /// Name.
        maybe key: String = "key",
        /// Value.
        maybe value: String = "value",
    }
}

wire_struct! {
    /// Products under a common name.
    pub struct Collection {
        /// WhatsApp's number of it.
        maybe id: String = "id",
        /// Name.
        maybe name: String = "name",
        /// Its products, as many as were asked for.
        maybe products: Vec<ProductDetail> = "products",
        /// Not shown to customers.
        maybe is_hidden: bool = "isHidden",
        /// How many products it has.
        maybe total_items_count: i64 = "totalItemsCount",
    }
}

wire_struct! {
    /// An order of a customer.
    pub struct Order {
        /// WhatsApp's number of it.
        maybe id: String = "id",
        /// What was ordered.
        maybe products: Vec<OrderedProduct> = "products",
        /// ISO 4217 code.
        maybe currency: String = "currency",
        /// Sum before tax, in thousandths of the currency.
        maybe subtotal: i64 = "subtotal",
        /// Tax, in thousandths of the currency.
        maybe tax: i64 = "tax",
        /// Sum, in thousandths of the currency.
        maybe total: i64 = "total",
        /// Seconds since 1970.
        maybe created_at: i64 = "createdAt",
    }
}

wire_struct! {
    /// One product of an order.
    pub struct OrderedProduct {
        /// WhatsApp's number of it.
        maybe id: String = "id",
        /// Name.
        maybe name: String = "name",
        /// How many.
        maybe quantity: i64 = "quantity",
        /// Price of one, in thousandths of the currency.
        maybe price: i64 = "price",
        /// ISO 4217 code.
        maybe currency: String = "currency",
        /// Address of a picture.
        maybe thumbnail_url: String = "thumbnailUrl",
    }
}

wire_struct! {
    /// Who got the link to the catalog.
    pub struct CatalogLink {
        /// The recipient, as it was given.
        always phone: String = "phone",
        /// Id of the message.
        maybe status: String = "status",
    }
}

/// What to change of a product; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ProductChange {
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Picture: data URL `data:image/…;base64,…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Price as a number, handed to WhatsApp as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    /// Not shown to customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_hidden: Option<bool>,
    /// Page of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The shop's own number of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retailer_id: Option<String>,
}

impl ProductChange {
    pub(crate) fn check(&self) -> Result<(), InvalidField> {
        if *self == Self::default() {
            return Err(InvalidField::new(
                "options",
                "change nothing",
                "at least one of name, description, image, price, isHidden, url, retailerId",
            ));
        }
        validate::data_url("options.image", self.image.as_deref())?;
        self.price.map_or(Ok(()), |price| validate::price("options.price", price))
    }
}

/// What to change of a collection; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct CollectionChange {
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Products to put in, by WhatsApp's numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub products_to_add: Option<Vec<String>>,
    /// Products to take out, by WhatsApp's numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub products_to_remove: Option<Vec<String>>,
}

impl CollectionChange {
    pub(crate) fn check(&self) -> Result<(), InvalidField> {
        if *self == Self::default() {
            return Err(InvalidField::new(
                "options",
                "change nothing",
                "at least one of name, productsToAdd, productsToRemove",
            ));
        }
        Ok(())
    }
}
