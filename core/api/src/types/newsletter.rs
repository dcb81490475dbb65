use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Wid;

wire_struct! {
    /// A channel.
    pub struct Newsletter {
        /// Its id, `…@newsletter`.
        maybe id_jid: Wid = "idJid",
        /// Code of its invite link.
        maybe invite_code: String = "inviteCode",
        /// Its invite link, `https://whatsapp.com/channel/<code>`.
        maybe invite_link: String = "inviteLink",
        /// Name.
        maybe name: String = "name",
        /// `active`, …
        maybe state: String = "state",
        /// Followers.
        maybe subscribers_count: i64 = "subscribersCount",
        /// Description.
        maybe description: String = "description",
        /// Seconds since 1970 of its creation.
        maybe timestamp: i64 = "timestamp",
    }
}

/// What a new channel has besides its name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct NewsletterOptions {
    /// Description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Picture in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

impl NewsletterOptions {
    /// No description and no picture.
    pub fn new() -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_channel_survives_a_round_trip() {
        let wire = json!({
            "idJid": "120363222222222222@newsletter", "inviteCode": "0029", "name": "News", "state": "active",
            "subscribersCount": 0, "timestamp": 1_760_000_000, "verification": "UNVERIFIED",
        });
        let newsletter: Newsletter = serde_json::from_value(wire.clone()).unwrap();
        assert_eq!(newsletter.id_jid.as_ref().unwrap().server(), "newsletter");
        assert_eq!(newsletter.extra["verification"], json!("UNVERIFIED"));
        assert_eq!(serde_json::to_value(&newsletter).unwrap(), wire);
    }
}
