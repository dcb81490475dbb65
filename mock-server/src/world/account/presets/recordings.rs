//! The account in which the exchanges of the real server were recorded.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{history::History, recordings_more};
use crate::world::account::{Chat, Contact, Data, Directory, DirectoryEntry, Group, Label, QUIET_SINCE, Wid};

const ALICE: &str = "5511999990001@c.us";
const BOB: &str = "5511999990002@c.us";
const LID_PERSON: &str = "123456789012345@lid";
const GROUP: &str = "120363041234567890@g.us";
const NEWSLETTER: &str = "120363111111111111@newsletter";

/// The 1×1 PNG that every media message of the recordings carries.
const PIXEL: &[u8] = include_bytes!("pixel.png");

/// Numbers that begin like these are not on WhatsApp, and one is known under a shorter number.
pub(super) fn directory() -> Directory {
    let mut directory = Directory::without_prefixes(&["0", "5511000", "999"]);
    let shorter = Wid::phone("551199990003");
    directory.insert(
        "5511999990003",
        DirectoryEntry {
            exists: true,
            id: Some(shorter),
            lid: None,
            is_business: false,
            refuses_groups: false,
        },
    );
    directory
}

pub(super) fn account(number: &str) -> Data {
    let mut data = Data::new(number, "My Business");
    let own = data.own.clone();
    data.contacts.extend([
        Contact::saved(Wid::new(ALICE), "Alice Souza", "Alice"),
        Contact::saved(Wid::new(BOB), "Bob Shop", "Bob Shop").verified("Bob Shop LTDA"),
        Contact::stranger(Wid::new(LID_PERSON), "Lid Person"),
    ]);
    data.groups = vec![Group::new(
        Wid::new(GROUP),
        &own,
        "Test Group",
        "A group for tests",
        &[Wid::new(ALICE), Wid::new(BOB)],
    )];
    data.scripted = true;
    data.labels = vec![Label::new_customer()];
    recordings_more::add(&mut data);
    data.media.insert("image.enc".into(), PIXEL.into());
    data.chats = vec![
        alice(&own),
        History::new(&own, BOB, "Bob Shop", "Bob Shop")
            .sent("3EB000000000000000B0B", 50, "chat", "Hi Bob", Value::Null, 1)
            .archived()
            .done(),
        History::new(&own, GROUP, "Test Group", "")
            .sent("3EB0000000000000GROUP", 50, "chat", "https://example.com\nlook", Value::Null, 1)
            .done(),
        Arc::new(Chat::new(Wid::new("1650000000@broadcast"), Some("My list"))),
        History::new(&own, "status@broadcast", "Status", "")
            .sent("3EB000000000000STATUS", 50, "chat", "Open today", Value::Null, 1)
            .done(),
        History::new(&own, LID_PERSON, "Lid Person", "Lid Person")
            .sent("3EB00000000000000LID1", 50, "chat", "Hi", Value::Null, 1)
            .done(),
        Arc::new(Chat::new(Wid::new(NEWSLETTER), Some("Test Channel"))),
    ];
    data
}

/// A text, an image, an own poll, an own text that was edited, an order and two own payment requests.
fn alice(own: &Wid) -> Arc<Chat> {
    let seller = json!({"server": own.server(), "user": own.user(), "_serialized": own.as_str()});
    let image = json!({
        "caption": "a picture",
        "mimetype": "image/png",
        "clientUrl": "https://mmg.whatsapp.net/v/t62/image.enc",
        "deprecatedMms3Url": "https://mmg.whatsapp.net/v/t62/image.enc",
        "directPath": "/v/t62/image.enc",
        "filehash": "rigfilehash=",
        "encFilehash": "rigenc=",
        "size": PIXEL.len(),
        "mediaKey": "wArgpjNIBU7Mg0PyMnj+E7+lxEJV4gj/YQL/wteRClM=",
        "mediaKeyTimestamp": QUIET_SINCE + 9,
        "width": 1,
        "height": 1,
    });
    let poll = json!({
        "pollName": "Best?",
        "pollOptions": [{"name": "A", "localId": 0}, {"name": "B", "localId": 1}],
        "pollSelectableOptionsCount": 1,
    });
    let order = json!({
        "orderId": "111222333",
        "token": "tok",
        "itemCount": 1,
        "totalAmount1000": 1000,
        "totalCurrencyCode": "BRL",
        "sellerJid": seller,
    });
    // The own text was edited once.
    let edited = json!({"latestEditMsgKey": {
        "fromMe": true,
        "remote": {"server": "c.us", "user": "5511999990001", "_serialized": ALICE},
        "id": "3EB00000000000000EDIT",
        "_serialized": format!("true_{ALICE}_3EB00000000000000EDIT"),
    }});
    let payment = json!({
        "nativeFlowName": "payment_info",
        "interactivePayload": {"keyType": "EVP", "key": "0029-1", "name": "Me"},
    });
    History::new(own, ALICE, "Alice Souza", "Alice")
        .received("3A00000000000000SEED", 0, "chat", "Hello from Alice", Value::Null)
        .received("3A0000000000000IMAGE", 10, "image", "/9j/4AAQ-thumb", image)
        .sent("3EB0000000000000POLL", 20, "poll_creation", "", poll, 0)
        .sent("3EB00000000000000MINE", 30, "chat", "Mine", edited, 3)
        .received("3A0000000000000ORDER", 40, "order", "", order)
        .sent("3EB00000000000000PIX1", 50, "interactive", "", payment.clone(), 1)
        .sent("3EB00000000000000PIX2", 60, "interactive", "", payment, 1)
        .unread(1)
        .labelled("1")
        .done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_recordings_are_on_whatsapp_or_not_as_recorded() {
        let directory = directory();
        for missing in ["5511000000000", "0001", "999"] {
            assert_eq!(directory.find(&Wid::phone(missing)), None, "{missing}");
        }
        for there in ["5511999990001", "11999990001", "5511999998888"] {
            assert!(directory.find(&Wid::phone(there)).is_some(), "{there}");
        }
        let shorter = directory.find(&Wid::phone("5511999990003"));
        assert_eq!(shorter, Some((Wid::phone("551199990003"), false)));
    }
}
