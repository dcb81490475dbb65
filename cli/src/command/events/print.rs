//! One line per event.

use std::io;

use wppkit::events::{EventData, Received};

use crate::output::{Output, print_line};

/// How much of a text a line shows.
const TEXT: usize = 100;

/// Prints the event: JSON for scripts, a line for people.
pub(super) fn print(event: &Received, output: &Output) -> io::Result<()> {
    if output.is_json() {
        return print_line(event.to_json());
    }
    let session = Some(event.session()).filter(|session| !session.is_empty()).unwrap_or("?");
    let chat = event.chat().map(|chat| format!(" {chat}")).unwrap_or_default();
    let recovered = if event.recovered() { " (recovered)" } else { "" };
    let what = what(event).map(|what| format!(": {what}")).unwrap_or_default();
    print_line(format!("#{} {session} {}{chat}{recovered}{what}", event.seq(), kind(event)))
}

fn kind(event: &Received) -> String {
    let name = &event.event().name;
    match event.data() {
        EventData::Unknown(_) if !name.is_empty() => format!("unknown event {name}"),
        _ => event.kind().to_string(),
    }
}

fn what(event: &Received) -> Option<String> {
    let text = match event.data() {
        EventData::StatusFind(find) => find.status.clone(),
        EventData::PhoneCode(code) => code.phone_code.clone(),
        EventData::Ack(change) => format!("{} {}", change.ack.name(), change.id),
        EventData::Presence(presence) => presence.state.clone()?,
        EventData::Reaction(reaction) => reaction.reaction_text.clone()?,
        EventData::Participants(change) => change.action.clone()?,
        EventData::Location(location) => location.kind.clone()?,
        _ => match (event.text(), event.message()) {
            (Some(text), _) => text.to_owned(),
            (None, Some(message)) => format!("[{}]", message.kind.as_deref().unwrap_or("message")),
            (None, None) => return None,
        },
    };
    // What others wrote must not move the cursor, nor fill the screen.
    let mut line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(TEXT).collect();
    if text.chars().nth(TEXT).is_some() {
        line.push('…');
    }
    Some(line)
}
