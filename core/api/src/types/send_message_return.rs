use serde_json::Value;

use super::{Ack, MessageKey, Wid};

wire_struct! {
    /// What WA-JS gives for a message that it sent.
    pub struct SendMessageReturn {
        /// Serialized message id.
        always id: MessageKey = "id",
        /// Delivery level.
        maybe ack: Ack = "ack",
        /// The account.
        maybe from: Wid = "from",
        /// The chat.
        maybe to: Wid = "to",
        /// Key of the latest edit, after an edit.
        maybe latest_edit_msg_key: MessageKey = "latestEditMsgKey",
        /// `{messageSendResult: OK | ERROR_NETWORK | ERROR_EXPIRED | …, t, count}` as far as WhatsApp tells it.
        maybe send_msg_result: Value = "sendMsgResult",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_survives_a_round_trip() {
        let wire = serde_json::json!({
            "id": "true_5521@c.us_3EB0", "ack": 1, "from": "5511@c.us", "to": "5521@c.us",
            "sendMsgResult": {"messageSendResult": "OK", "t": 1_760_000_000}, "later": [true],
        });
        let result: SendMessageReturn = serde_json::from_value(wire.clone()).unwrap();
        assert_eq!((result.ack, result.to.as_ref().map(Wid::user)), (Some(Ack::SENT), Some("5521")));
        assert_eq!(serde_json::to_value(&result).unwrap(), wire);
    }
}
