use serde_json::{Value, json};

use crate::library::{CallContext, Returned, call};
use crate::world::account::presets::{DEFAULT_NUMBER, Template};
use crate::world::account::{Account, AccountEvent, Wid};
use crate::world::ids::Ids;

/// An account of a preset, and how many events its calls left behind.
struct Rig {
    account: Account,
    ids: Ids,
    template: Template,
    events: Vec<AccountEvent>,
}

impl Rig {
    fn of(preset: &str) -> Self {
        let template = Template::named(preset).unwrap();
        Self { account: template.account(DEFAULT_NUMBER), ids: Ids::new(1), template, events: Vec::new() }
    }

    fn call(&mut self, method: &str, args: Value) -> Returned {
        let mut context = CallContext::new(1_767_225_600_000, &mut self.ids, &self.template.directory);
        let result = call(&mut self.account, method, args.as_array().unwrap(), &mut context);
        self.events.append(&mut context.events);
        result
    }

    fn value(&mut self, method: &str, args: Value) -> Value {
        self.call(method, args).unwrap().unwrap().into_tree()
    }
}

#[test]
fn the_script_creates_the_same_group_each_time_accepts_everybody_and_tells_nobody() {
    let mut rig = Rig::of("recordings");
    for name in ["One", "Two"] {
        let made = rig.value("createGroup", json!([name, ["5511999990001@c.us"]]));
        assert_eq!(made["gid"]["user"], "120363049999999999");
    }
    let group = "120363041234567890@g.us";
    let member = rig.value("addParticipant", json!([group, ["5511999990002@c.us"]]));
    assert_eq!(member["5511999990002@c.us"]["code"], 200, "a member already");
    rig.call("promoteParticipant", json!([group, ["120363041234567890@lid"]])).unwrap();
    assert!(rig.events.is_empty());
}

#[test]
fn whatsapp_itself_tells_each_change_once_and_of_whom_it_is_true() {
    let mut rig = Rig::of("demo");
    let group = "120363020000000001@g.us";
    let who = json!(["5521988880001@c.us", "5521988880009@c.us", "551133330003@c.us", "5500@c.us"]);
    let results = rig.value("addParticipant", json!([group, who]));
    let codes: Vec<_> =
        who.as_array().unwrap().iter().map(|id| &results[id.as_str().unwrap()]["code"]).collect();
    assert_eq!(codes, [409, 200, 403, 404]);
    let [AccountEvent::Notice { event: "onparticipantschanged", data, socket: false }] = &rig.events[..]
    else {
        panic!("{:?}", rig.events);
    };
    assert_eq!(data["who"], json!(["5521988880009@c.us"]));
}

#[test]
fn two_groups_have_ids_and_links_of_their_own() {
    let mut rig = Rig::of("empty");
    let one = rig.value("createGroup", json!(["One", []]))["gid"]["_serialized"].clone();
    let two = rig.value("createGroup", json!(["Two", []]))["gid"]["_serialized"].clone();
    assert_ne!(one, two);
    let (first, second) =
        (rig.value("getGroupInviteLink", json!([one])), rig.value("getGroupInviteLink", json!([two])));
    assert_ne!(first, second);
    assert_ne!(rig.value("revokeGroupInviteLink", json!([one])), first);
}

#[test]
fn who_is_no_admin_changes_only_what_the_group_lets_members_change() {
    let mut rig = Rig::of("demo");
    let customers = "120363020000000002@g.us";
    assert!(rig.call("setGroupSubject", json!([customers, "x"])).is_err(), "no member yet");
    rig.call("joinGroup", json!(["https://chat.whatsapp.com/PadariaSolClientes2026"])).unwrap();
    rig.call("setGroupSubject", json!([customers, "x"])).unwrap();
    assert!(rig.call("setGroupProperty", json!([customers, "restrict", true])).is_err());
    rig.account.group_mut(&Wid::new(customers)).unwrap().restrict = true;
    assert!(rig.call("setGroupSubject", json!([customers, "y"])).is_err());
    assert_eq!(&*rig.account.group(&Wid::new(customers)).unwrap().subject, "x");
}
