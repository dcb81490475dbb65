//! `POST /api/{session}/add-product`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, TimeoutClass, types::Product, validate};

/// Puts a product into the account's own catalog, visible at once.
///
/// Needs a business account. WhatsApp reviews the product before customers see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AddProduct {
    /// Name.
    pub name: String,
    /// Picture: data URL `data:image/…;base64,…`.
    pub image: String,
    /// Price as a number, handed to WhatsApp as it is. The server takes 0 for a missing one.
    pub price: f64,
    /// Description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Page of the product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The shop's own number of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retailer_id: Option<String>,
    /// ISO 4217 code; BRL when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

impl AddProduct {
    /// Names, pictures and prices a product.
    pub fn new(name: impl Into<String>, image: impl Into<String>, price: impl Into<f64>) -> Self {
        Self {
            name: name.into(),
            image: image.into(),
            price: price.into(),
            description: None,
            url: None,
            retailer_id: None,
            currency: None,
        }
    }
}

operation! {
    AddProduct => Product {
        Post "/api/{session}/add-product",
        id: "add-product",
        group: Catalog,
        effect: Effect::Send,
        timeout: TimeoutClass::Media,
        success: 201,
        failures: &[
            Failure::new(401, "name, price or image is missing or 0; the work is tried all the same", r#"{"message":"name, price and image was not informed"}"#),
            Failure::new(500, "the library fails; also for an account that is no business", r#"{"status":"Error","message":"Error on add product.","error":{}}"#),
        ],
    } validate AddProduct::check
}

impl AddProduct {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("name", &self.name, "the name of the product")?;
        validate::data_url("image", Some(&self.image))?;
        validate::price("price", self.price)?;
        currency(self.currency.as_deref())
    }
}

/// Three capital letters: anything else makes WhatsApp refuse the product without saying why.
fn currency(code: Option<&str>) -> Result<(), InvalidField> {
    match code {
        Some(code) if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            Err(InvalidField::new(
                "currency",
                format!("{code:?} is no currency code"),
                "an ISO 4217 code: BRL, USD, EUR",
            ))
        }
        _ => Ok(()),
    }
}
