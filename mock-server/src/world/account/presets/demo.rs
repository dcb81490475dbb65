//! A small shop with a few customers, for trying things out.

use serde_json::{Value, json};

use super::history::History;
use crate::world::account::{
    Contact, Data, Directory, DirectoryEntry, Group, Label, Newsletter, QUIET_SINCE, Wid,
};

const MARINA: &str = "5521988880001@c.us";
const JOAO: &str = "5521988880002@c.us";
const SUPPLIER: &str = "551133330003@c.us";
const TEAM: &str = "120363020000000001@g.us";
const CUSTOMERS: &str = "120363020000000002@g.us";
const CHANNEL: &str = "120363020000000003@newsletter";

/// Everybody is on WhatsApp but the numbers of the area code 00; one mobile is known without its ninth digit.
pub(super) fn directory() -> Directory {
    let mut directory = Directory::without_prefixes(&["5500"]);
    let old_form = Wid::phone("553188887777");
    directory.insert(
        "5531988887777",
        DirectoryEntry {
            exists: true,
            id: Some(old_form),
            lid: None,
            is_business: false,
            refuses_groups: false,
        },
    );
    let supplier =
        DirectoryEntry { exists: true, id: None, lid: None, is_business: true, refuses_groups: true };
    directory.insert("551133330003", supplier);
    directory
}

pub(super) fn account(number: &str) -> Data {
    let mut data = Data::new(number, "Padaria Sol");
    let own = data.own.clone();
    data.contacts.extend([
        Contact::saved(Wid::new(MARINA), "Marina Costa", "Marina"),
        Contact::saved(Wid::new(JOAO), "João Pereira", "João"),
        Contact::saved(Wid::new(SUPPLIER), "Moinho Central", "Moinho Central")
            .verified("Moinho Central Ltda"),
    ]);
    let members = [Wid::new(MARINA), Wid::new(JOAO)];
    data.groups = vec![Group::new(Wid::new(TEAM), &own, "Equipe da padaria", "Escalas e avisos", &members)];
    data.groups.push(customers());
    data.newsletters = vec![Newsletter {
        id: Wid::new(CHANNEL),
        invite_code: "0029VaPadariaSolNovidad".into(),
        name: "Novidades da padaria".into(),
        description: Some("O que sai do forno".into()),
        subscribers: 42,
        timestamp: QUIET_SINCE,
        muted: false,
    }];
    data.labels = vec![Label::new_customer()];
    let question = json!({
        "pollName": "Qual bolo no sábado?",
        "pollOptions": [{"name": "Fubá", "localId": 0}, {"name": "Cenoura", "localId": 1}],
        "pollSelectableOptionsCount": 1,
    });
    data.chats = vec![
        History::new(&own, MARINA, "Marina Costa", "Marina")
            .received("3AD0000000000000000001", 0, "chat", "Bom dia! O pão de queijo já saiu?", Value::Null)
            .sent(
                "3EB0D00000000000000001",
                60,
                "chat",
                "Bom dia, Marina! Sai em dez minutos.",
                Value::Null,
                3,
            )
            .received("3AD0000000000000000002", 120, "chat", "Ótimo, guarde uma dúzia para mim.", Value::Null)
            .unread(1)
            .labelled("1")
            .done(),
        History::new(&own, JOAO, "João Pereira", "João")
            .sent("3EB0D00000000000000002", 30, "chat", "João, sua encomenda está pronta.", Value::Null, 2)
            .done(),
        History::new(&own, TEAM, "Equipe da padaria", "")
            .sent("3EB0D00000000000000003", 90, "poll_creation", "", question, 1)
            .done(),
        History::new(&own, SUPPLIER, "Moinho Central", "Moinho Central")
            .received("3AD0000000000000000003", 10, "chat", "A entrega de farinha é na terça.", Value::Null)
            .archived()
            .done(),
    ];
    data
}

/// A group that the account can join by its link `https://chat.whatsapp.com/PadariaSolClientes2026`.
fn customers() -> Group {
    let mut group = Group::new(
        Wid::new(CUSTOMERS),
        &Wid::new(MARINA),
        "Clientes da padaria",
        "Pedidos e novidades",
        &[Wid::new(JOAO)],
    );
    group.invite_code = "PadariaSolClientes2026".into();
    group
}
