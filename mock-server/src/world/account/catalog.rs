//! What a business account sells.

use serde::{Deserialize, Serialize};

/// A product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// WhatsApp's number of it.
    pub id: Box<str>,
    /// The shop's own number of it.
    pub retailer_id: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Description.
    pub description: Box<str>,
    /// Page of it.
    pub url: Box<str>,
    /// ISO 4217 code.
    pub currency: Box<str>,
    /// Price in thousandths of the currency.
    pub price_1000: u64,
    /// Not shown to customers.
    pub hidden: bool,
    /// Counts the pictures that the product ever had; the last is the main one unless it is a further one.
    #[serde(default)]
    pub image_version: u32,
    /// Further pictures.
    #[serde(default)]
    pub further_images: Vec<u32>,
}

impl Product {
    /// A product with a number and nothing else.
    #[must_use]
    pub fn numbered(id: &str) -> Self {
        Self {
            id: id.into(),
            retailer_id: "".into(),
            name: "".into(),
            description: "".into(),
            url: "".into(),
            currency: "BRL".into(),
            price_1000: 0,
            hidden: false,
            image_version: 0,
            further_images: Vec::new(),
        }
    }

    /// Address of one of its pictures.
    #[must_use]
    pub fn picture(&self, version: u32) -> String {
        format!("https://media.whatsapp.net/products/{}/{version}.jpg", self.id)
    }
}

/// Products under a common name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collection {
    /// WhatsApp's number of it.
    pub id: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Products, by number.
    pub products: Vec<Box<str>>,
}

/// A customer's order, to which a message of type `order` leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// WhatsApp's number of it, which the message carries as `orderId`.
    pub id: Box<str>,
    /// Epoch seconds.
    pub created_at: i64,
    /// ISO 4217 code.
    pub currency: Box<str>,
    /// Products, by number, with the ordered quantity.
    pub items: Vec<(Box<str>, u32)>,
}

/// Everything that is for sale or was ordered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Catalog {
    /// Products in the order in which WhatsApp lists them.
    pub products: Vec<Product>,
    /// Collections.
    pub collections: Vec<Collection>,
    /// Orders.
    pub orders: Vec<Order>,
    /// Customers can put products into a cart.
    pub cart_enabled: bool,
    /// Number of the next product, where it was decided.
    pub next_product: Option<u64>,
}

/// Numbers of products and collections count up from here when there is none yet.
const FIRST_PRODUCT: u64 = 6_400_000_000_000_001;
const FIRST_COLLECTION: u64 = 5_200_000_000_000_001;

impl Catalog {
    /// A product by its number.
    #[must_use]
    pub fn product(&self, id: &str) -> Option<&Product> {
        self.products.iter().find(|product| *product.id == *id)
    }

    /// The number of a new product.
    pub fn number(&mut self) -> String {
        let number = self.next_product.unwrap_or_else(|| {
            after(self.products.iter().map(|product| &*product.id)).unwrap_or(FIRST_PRODUCT)
        });
        self.next_product = Some(number + 1);
        number.to_string()
    }

    /// The number of a new collection.
    #[must_use]
    pub fn collection_number(&self) -> String {
        let number = after(self.collections.iter().map(|collection| &*collection.id));
        number.unwrap_or(FIRST_COLLECTION).to_string()
    }

    /// Puts a product at the end, or in the place of the one that has its number.
    pub fn add(&mut self, product: Product) {
        match self.products.iter_mut().find(|known| known.id == product.id) {
            Some(known) => *known = product,
            None => self.products.push(product),
        }
    }
}

/// One more than the highest number.
fn after<'a>(ids: impl Iterator<Item = &'a str>) -> Option<u64> {
    Some(ids.filter_map(|id| id.parse::<u64>().ok()).max()? + 1)
}
