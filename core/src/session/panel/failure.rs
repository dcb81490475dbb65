//! Failures as status pages show them: the HTTP status of the cause, never a blanket 400.

use serde_json::json;
use wppkit_api::{
    Delivery, ErrorCode,
    helpers::{PanelAction, PanelAnswer},
};

use crate::Error;

pub(super) fn answer(action: PanelAction, error: &Error) -> PanelAnswer {
    let status = status(action, error);
    let message = match error.hint() {
        Some(hint) => format!("{}: {hint}", error.message()),
        None => error.message().to_owned(),
    };
    let body = json!({
        "success": false,
        "message": message,
        "status_code": status,
        "code": error.code(),
        "hint": error.hint(),
    });
    PanelAnswer::new(status, body)
}

fn status(action: PanelAction, error: &Error) -> u16 {
    let needs_connection = matches!(action, PanelAction::Logout | PanelAction::SendTest);
    match error.code() {
        // Nothing was sent, or the input says why not.
        ErrorCode::InvalidInput | ErrorCode::NumberNotFound => 400,
        ErrorCode::Unauthorized | ErrorCode::WrongSecret => 401,
        ErrorCode::NotConnected if needs_connection => 400,
        ErrorCode::NotConnected | ErrorCode::AutoClosed => 404,
        ErrorCode::Connect if error.delivery() != Some(Delivery::Unknown) => 503,
        ErrorCode::Timeout | ErrorCode::Cancelled => 504,
        _ if error.delivery() == Some(Delivery::Unknown) => 504,
        ErrorCode::NotSupported => 501,
        code => match error.status() {
            Some(status @ 400..=599) => status,
            // Refused by us, for a state that the page can see; or an answer that is none.
            _ if code == ErrorCode::Rejected => 409,
            _ => 502,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_has_its_own_status() {
        let status_of = |action, code| status(action, &Error::new(code, "x"));
        let table = [
            (PanelAction::Start, ErrorCode::InvalidInput, 400),
            (PanelAction::SendTest, ErrorCode::NumberNotFound, 400),
            (PanelAction::Status, ErrorCode::Unauthorized, 401),
            (PanelAction::Status, ErrorCode::WrongSecret, 401),
            (PanelAction::SendTest, ErrorCode::NotConnected, 400),
            (PanelAction::Logout, ErrorCode::NotConnected, 400),
            (PanelAction::Restart, ErrorCode::NotConnected, 404),
            (PanelAction::Status, ErrorCode::Timeout, 504),
            (PanelAction::Status, ErrorCode::Connect, 503),
            (PanelAction::RefreshQr, ErrorCode::Rejected, 409),
            (PanelAction::Status, ErrorCode::UnexpectedResponse, 502),
        ];
        for (action, code, expected) in table {
            assert_eq!(status_of(action, code), expected, "{action:?} {code}");
        }
    }

    #[test]
    fn an_outcome_that_nobody_knows_is_a_gateway_timeout_and_the_servers_own_status_is_kept() {
        let unknown =
            Error::new(ErrorCode::SendFailed, "x").with_status(500).with_delivery(Delivery::Unknown);
        assert_eq!(status(PanelAction::SendTest, &unknown), 504);
        let lost = Error::new(ErrorCode::Connect, "x").with_delivery(Delivery::Unknown);
        assert_eq!(status(PanelAction::SendTest, &lost), 504);
        let server = Error::new(ErrorCode::Server, "x").with_status(500);
        assert_eq!(status(PanelAction::Close, &server), 500);
    }
}
