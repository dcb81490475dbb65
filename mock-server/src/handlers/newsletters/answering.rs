//! What the controllers of channels have in common.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::bare;
use crate::library::{Returned, Thrown};

/// Answers what a call returned, without an envelope and with 201, or its failure with 400.
pub(super) fn answer(ex: &mut Exchange<'_>, returned: Returned) -> Result<(), Thrown> {
    match returned {
        Ok(returned) => bare(ex, 201, returned),
        Err(thrown) => {
            let Some(error) = thrown.to_json(true) else { return Err(thrown) };
            let response =
                json!({"message": "Error retrieving information", "session": ex.session(), "log": error});
            ex.json(400, json!({"status": "Error", "response": response}))
        }
    }
}
