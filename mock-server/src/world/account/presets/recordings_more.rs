//! What the account of the recordings holds besides chats: reactions, votes, shop, channel, community.

use crate::world::account::{
    Collection, Data, Feedback, Group, MessageKey, Newsletter, Order, Product, QUIET_SINCE, Reaction, Vote,
    Wid,
};

/// Adds it to the account.
pub(super) fn add(data: &mut Data) {
    let alice = Wid::phone("5511999990001");
    let bob = Wid::phone("5511999990002");
    data.blocked = vec![Wid::phone("5511977776666")];
    data.lids.insert(alice.clone(), Wid::new("123456789012345@lid"));
    data.last_seen.insert(alice.clone(), QUIET_SINCE + 123);
    let reaction = Reaction {
        key: MessageKey {
            from_me: false,
            remote: alice.clone(),
            id: "3A000000000000REACT".into(),
            participant: None,
        },
        sender: alice.clone(),
        text: "👍".into(),
        timestamp: QUIET_SINCE + 50,
        read: true,
    };
    let vote =
        Vote { sender: alice.clone(), options: vec![1], timestamp_ms: (QUIET_SINCE as u64 + 60) * 1000 };
    data.feedback.insert(
        "true_5511999990001@c.us_3EB00000000000000MINE".into(),
        Feedback { reactions: vec![reaction], votes: vec![] },
    );
    data.feedback.insert(
        "true_5511999990001@c.us_3EB0000000000000POLL".into(),
        Feedback { reactions: vec![], votes: vec![vote] },
    );
    data.catalog.products = vec![Product {
        id: "7777777".into(),
        retailer_id: "SKU1".into(),
        name: "Product".into(),
        description: "desc".into(),
        url: "https://example.com".into(),
        currency: "BRL".into(),
        price_1000: 1000,
        hidden: false,
        image_version: 0,
        further_images: Vec::new(),
    }];
    // The scripted WhatsApp gave a new product the number of the one that was there.
    data.catalog.next_product = Some(7_777_777);
    data.catalog.collections =
        vec![Collection { id: "888".into(), name: "Promo".into(), products: vec!["7777777".into()] }];
    data.catalog.orders = vec![Order {
        id: "111222333".into(),
        created_at: QUIET_SINCE + 40,
        currency: "BRL".into(),
        items: vec![("7777777".into(), 1)],
    }];
    data.newsletters = vec![Newsletter {
        id: Wid::new("120363111111111111@newsletter"),
        invite_code: "0029VaRigRigRigRigRigR".into(),
        name: "Test Channel".into(),
        description: None,
        subscribers: 1,
        timestamp: QUIET_SINCE,
        muted: false,
    }];
    let community = Wid::new("120363050000000000@g.us");
    data.communities = vec![Group::new(community, &data.own, "Comm", "d", &[alice, bob])];
}
