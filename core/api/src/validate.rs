//! Input checks shared by requests: what the server would misread is refused before it leaves.

mod group;
mod read;

use std::fmt;

use crate::types::OneOrMany;

pub(crate) use group::{group_id, group_ids, invite_code, members};
pub use read::read_json;

/// A request field whose value cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidField {
    /// Wire name of the field.
    pub field: String,
    /// What is wrong with the value; never quotes secrets or whole payloads.
    pub problem: String,
    /// The accepted forms.
    pub accepted: String,
}

impl InvalidField {
    /// Names the field, the problem and the accepted forms.
    pub fn new(field: impl Into<String>, problem: impl Into<String>, accepted: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into(), accepted: accepted.into() }
    }
}

impl fmt::Display for InvalidField {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}; accepted: {}", self.field, self.problem, self.accepted)
    }
}

impl std::error::Error for InvalidField {}

/// The kind flags that accompany `phone`.
pub(crate) struct RecipientFlags {
    pub(crate) group: bool,
    pub(crate) newsletter: bool,
    pub(crate) lid: bool,
}

impl RecipientFlags {
    pub(crate) fn new(group: Option<bool>, newsletter: Option<bool>, lid: Option<bool>) -> Self {
        Self { group: group == Some(true), newsletter: newsletter == Some(true), lid: lid == Some(true) }
    }
}

const PHONE_FORMS: &str = "digits with country code (5521999999999), a group id with isGroup, a newsletter id \
                           with isNewsletter, a LID with isLid";

/// Refuses recipients that the server would silently turn into somebody else.
///
/// The server drops everything from `@` on and rebuilds the id from the flags and the length: a group id
/// without `isGroup` becomes a LID, and a number with spaces does too.
pub(crate) fn recipients(phone: &OneOrMany<String>, flags: &RecipientFlags) -> Result<(), InvalidField> {
    if phone.as_slice().is_empty() {
        return Err(InvalidField::new("phone", "no recipient", PHONE_FORMS));
    }
    phone.as_slice().iter().try_for_each(|one| recipient(one, flags))
}

/// The same for one recipient, where the server takes no more.
pub(crate) fn recipient(phone: &str, flags: &RecipientFlags) -> Result<(), InvalidField> {
    let (user, server) = phone.split_once('@').unwrap_or((phone, ""));
    let refuse = |problem: &str| Err(InvalidField::new("phone", format!("{phone:?} {problem}"), PHONE_FORMS));
    let legacy_group = flags.group || server == "g.us";
    if user.is_empty() || !user.chars().all(|c| c.is_ascii_digit() || (legacy_group && c == '-')) {
        return refuse("is not digits only");
    }
    let (given, expected) = match server {
        "g.us" => (flags.group, "isGroup"),
        "newsletter" => (flags.newsletter, "isNewsletter"),
        "lid" => (flags.lid || (user.len() > 14 && !flags.group && !flags.newsletter), "isLid"),
        "c.us" => (!flags.group && !flags.newsletter && !flags.lid, "none of the kind flags"),
        "" if flags.group || flags.newsletter || flags.lid || user.len() <= 14 => (true, ""),
        "" => return refuse("is longer than a phone number and has no kind flag"),
        _ => return refuse("ends in an unknown kind"),
    };
    if given { Ok(()) } else { refuse(&format!("needs {expected}")) }
}

/// Longest user part that the server takes for a phone number; longer ones are LIDs to it.
const LONGEST_NUMBER: usize = 14;

/// Refuses recipients of routes that rebuild the ids a second time, with `isGroup` as the only flag: there a short
/// LID becomes a phone number.
pub(crate) fn recomputed(
    phone: &OneOrMany<String>,
    group: Option<bool>,
    lid: Option<bool>,
) -> Result<(), InvalidField> {
    recipients(phone, &RecipientFlags::new(group, None, lid))?;
    if lid != Some(true) || group == Some(true) {
        return Ok(());
    }
    let user = |id: &String| id.split('@').next().map_or(0, str::len);
    match phone.as_slice().iter().find(|id| user(id) <= LONGEST_NUMBER) {
        None => Ok(()),
        Some(short) => Err(InvalidField::new(
            "phone",
            format!("{short:?} is a LID of 14 digits or fewer, which this route takes for a phone number"),
            "a LID of more than 14 digits, the phone number",
        )),
    }
}

/// Refuses anything but the part of an id before `@`, for routes that add the rest themselves.
pub(crate) fn user_part(field: &str, value: &str, group: bool) -> Result<(), InvalidField> {
    let accepted = match group {
        true => "a group's id without @g.us: 120363041234567890",
        false => "digits with country code, without @c.us: 5521999999999",
    };
    let problem = if value.contains('@') {
        "has a part behind @, which the server adds once more"
    } else if value.is_empty() || !value.chars().all(|c| c.is_ascii_digit() || (group && c == '-')) {
        "is not digits only"
    } else if !group && value.len() > LONGEST_NUMBER {
        "is longer than a phone number; groups need isGroup, and LIDs cannot be asked for here"
    } else {
        return Ok(());
    };
    Err(InvalidField::new(field, problem, accepted))
}

/// Refuses anything but the full id of a person.
pub(crate) fn person_id(field: &str, value: &str) -> Result<(), InvalidField> {
    match value.split_once('@') {
        Some((user, "c.us" | "lid")) if !user.is_empty() && user.chars().all(|c| c.is_ascii_digit()) => {
            Ok(())
        }
        _ => Err(InvalidField::new(
            field,
            "is no full id of a person",
            "5521999999999@c.us, 123456789012345@lid",
        )),
    }
}

/// Refuses an empty or blank text.
pub(crate) fn not_blank(field: &str, value: &str, accepted: &str) -> Result<(), InvalidField> {
    if value.trim().is_empty() {
        return Err(InvalidField::new(field, "is empty", accepted));
    }
    Ok(())
}

/// Refuses what is no address of the web; it is not quoted, because it may hold a token.
pub(crate) fn web_address(field: &str, value: &str) -> Result<(), InvalidField> {
    let rest = value
        .split_once("://")
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"));
    let has_host = |rest: &str| !rest.is_empty() && !rest.starts_with(['/', ':', '?', '#', '@']);
    match rest {
        Some((_, rest)) if has_host(rest) && !value.contains(char::is_whitespace) => Ok(()),
        _ => Err(InvalidField::new(
            field,
            "is no http(s) URL",
            "a URL under which the server reaches the receiver, such as http://10.0.0.5:8080/hooks",
        )),
    }
}

/// Refuses base64 that is not a data URL: the server would take it for a path and answer `empty_file`.
pub(crate) fn data_url(field: &str, value: Option<&str>) -> Result<(), InvalidField> {
    match value {
        Some(value) if !(value.starts_with("data:") && value.contains(";base64,")) => {
            Err(InvalidField::new(field, "is not a data URL", "data:<media type>;base64,<content>"))
        }
        _ => Ok(()),
    }
}

/// Refuses anything but a full chat id.
pub(crate) fn chat_id(field: &str, value: &str) -> Result<(), InvalidField> {
    match value.split_once('@') {
        Some((user, "c.us" | "g.us" | "lid" | "newsletter" | "broadcast")) if !user.is_empty() => Ok(()),
        _ => Err(InvalidField::new(
            field,
            "is not a chat id",
            "5521999999999@c.us, 120363…@g.us, …@lid, …@newsletter",
        )),
    }
}

/// Refuses anything but digits, which the server would strip or read as somebody else. It drops what stands behind
/// an `@` and tells numbers and LIDs by their length alone.
pub(crate) fn digits(field: &str, value: &str) -> Result<(), InvalidField> {
    let (user, server) = value.split_once('@').unwrap_or((value, ""));
    let problem = if user.is_empty() || !user.chars().all(|c| c.is_ascii_digit()) {
        "is not digits only"
    } else {
        match server {
            "" => return Ok(()),
            "c.us" if user.len() <= LONGEST_NUMBER => return Ok(()),
            "c.us" => "is longer than a phone number, so the server takes it for a LID",
            "lid" if user.len() > LONGEST_NUMBER => return Ok(()),
            "lid" => "is a LID of 14 digits or fewer, which the server takes for a phone number",
            _ => "ends in an unknown kind",
        }
    };
    Err(InvalidField::new(
        field,
        problem,
        "digits with country code (5521999999999), a LID of more than 14 digits",
    ))
}

/// Refuses what the library cannot read as a message id.
pub(crate) fn message_id(field: &str, value: &str) -> Result<(), InvalidField> {
    let mut parts = value.splitn(3, '_');
    let own = matches!(parts.next(), Some("true" | "false"));
    let chat = parts.next().is_some_and(|chat| chat.contains('@'));
    if own && chat && parts.next().is_some_and(|key| !key.is_empty()) {
        return Ok(());
    }
    let shown: String = value.chars().take(80).collect();
    let problem = format!("{shown:?} is no message id");
    Err(InvalidField::new(
        field,
        problem,
        "true_<chat>_<key> or false_<chat>_<key>, in groups with _<author>",
    ))
}

/// Refuses an empty list of message ids, and any that cannot be read.
pub(crate) fn message_ids(field: &str, ids: &OneOrMany<String>) -> Result<(), InvalidField> {
    if ids.as_slice().is_empty() {
        return Err(InvalidField::new(field, "names no message", "at least one message id"));
    }
    ids.as_slice().iter().try_for_each(|id| message_id(field, id))
}

/// Refuses several recipients where the server would misread or ignore the others.
pub(crate) fn one_recipient(phone: &OneOrMany<String>) -> Result<(), InvalidField> {
    match phone.as_slice().len() {
        0 | 1 => Ok(()),
        count => Err(InvalidField::new("phone", format!("names {count} chats"), "one chat for each call")),
    }
}

/// Refuses a list without any entry, or with an empty one.
pub(crate) fn some_of(field: &str, values: &[String], accepted: &str) -> Result<(), InvalidField> {
    let problem = match values.iter().position(|value| value.trim().is_empty()) {
        _ if values.is_empty() => "is an empty list".to_owned(),
        Some(at) => format!("has nothing at place {at}"),
        None => return Ok(()),
    };
    Err(InvalidField::new(field, problem, accepted))
}

/// Refuses a price that the server takes for a missing one, or that is none.
pub(crate) fn price(field: &str, value: f64) -> Result<(), InvalidField> {
    if value.is_finite() && value > 0.0 {
        return Ok(());
    }
    Err(InvalidField::new(field, format!("{value} is no price"), "a number above 0, such as 12.5"))
}
