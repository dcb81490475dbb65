//! The business profile and orders. Other controllers log their errors than the shop's.

pub mod edit_business_profile;
pub mod get_business_profiles_products;
pub mod get_order_by_message_id;

use serde_json::{Map, Value, json};

use crate::exchange::Exchange;
use crate::library::{Returned, Thrown};

/// The envelope of what was read about a contact; `contact` is left out when it is `undefined`.
fn retrieved(ex: &mut Exchange<'_>, contact: Option<Value>, result: Returned) -> Result<(), Thrown> {
    let session = ex.session();
    match result {
        Ok(data) => {
            let mut response = Map::new();
            response.insert("message".to_owned(), "Information retrieved successfully.".into());
            if let Some(contact) = contact {
                response.insert("contact".to_owned(), contact);
            }
            response.insert("session".to_owned(), session.into());
            if let Some(data) = data {
                response.insert("data".to_owned(), data.into_tree());
            }
            ex.json(201, json!({"status": "Success", "response": response}))
        }
        Err(thrown) => {
            let Some(error) = thrown.to_json(true) else { return Err(thrown) };
            let response =
                json!({"message": "Error retrieving information", "session": session, "log": error});
            ex.json(400, json!({"status": "Error", "response": response}))
        }
    }
}
