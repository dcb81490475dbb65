//! Checks of what the group routes take.

use super::InvalidField;
use crate::types::OneOrMany;

/// Beyond so many characters the server takes a member for a LID.
const LONGEST_NUMBER: usize = 14;

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Refuses anything but one group: the server splits the text at `,` and `;` and cuts it at `@`.
pub(crate) fn group_id(field: &str, value: &str) -> Result<(), InvalidField> {
    let user = value.strip_suffix("@g.us").unwrap_or(value);
    // Groups of the old form are `<phone>-<epoch>`.
    if user.split('-').all(digits) {
        return Ok(());
    }
    Err(InvalidField::new(
        field,
        format!("{value:?} is no group id"),
        "120363041234567890@g.us, 120363041234567890, <phone>-<epoch>@g.us",
    ))
}

/// Refuses anything but groups, and none at all.
pub(crate) fn group_ids(field: &str, values: &OneOrMany<String>) -> Result<(), InvalidField> {
    if values.as_slice().is_empty() {
        return Err(InvalidField::new(field, "no group", "a group id, or a list of them"));
    }
    values.as_slice().iter().try_for_each(|value| group_id(field, value))
}

/// Refuses members that the server would take for somebody else: it cuts the id at `@` and decides by its length.
pub(crate) fn members(field: &str, values: &OneOrMany<String>) -> Result<(), InvalidField> {
    const FORMS: &str =
        "digits with country code (5521999999999, at most 14), or a LID of 15 digits and more with @lid";
    let refuse = |problem: String| Err(InvalidField::new(field, problem, FORMS));
    if values.as_slice().is_empty() {
        return refuse("nobody is named".to_owned());
    }
    for value in values.as_slice() {
        let (user, server) = value.split_once('@').unwrap_or((value, ""));
        let is_long = user.len() > LONGEST_NUMBER;
        if !digits(user) {
            return refuse(format!("{value:?} is not digits only"));
        }
        match server {
            "" | "c.us" if is_long => return refuse(format!("{value:?} is longer than a phone number")),
            "" | "c.us" => {}
            "lid" if is_long => {}
            "lid" => {
                return refuse(format!("{value:?} is so short that the server takes it for a phone number"));
            }
            _ => return refuse(format!("{value:?} is no person")),
        }
    }
    Ok(())
}

/// Refuses an invite code that WhatsApp would not find: a link with anything behind the code, or no code.
pub(crate) fn invite_code(field: &str, value: &str) -> Result<(), InvalidField> {
    let code = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://")).unwrap_or(value);
    let code = code.strip_prefix("chat.whatsapp.com/").unwrap_or(code);
    let code = code.strip_prefix("invite/").unwrap_or(code);
    if !code.is_empty()
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    {
        return Ok(());
    }
    Err(InvalidField::new(
        field,
        "is no invite code",
        "the code AbCdEfGhIjKlMnOpQrStUv, or https://chat.whatsapp.com/<code> with nothing behind it",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_group_passes_in_both_forms_and_a_text_with_several_does_not() {
        for id in ["120363041234567890", "120363041234567890@g.us", "5511999990001-1600000000@g.us"] {
            assert_eq!(group_id("groupId", id), Ok(()), "{id}");
        }
        for id in ["", "1,2", "1;2", "5511@c.us", "12 3", "1-@g.us", "@g.us"] {
            assert_eq!(group_id("groupId", id).unwrap_err().field, "groupId", "{id}");
        }
        assert!(group_ids("groupId", &OneOrMany::Many(vec![])).is_err());
    }

    #[test]
    fn members_that_would_become_somebody_else_are_refused() {
        for who in ["5511999990001", "5511999990001@c.us", "123456789012345@lid"] {
            assert_eq!(members("phone", &who.into()), Ok(()), "{who}");
        }
        for who in ["+5511999990001", "1203@g.us", "123456789012345", "12345678901234@lid", "1,2", ""] {
            assert_eq!(members("phone", &who.into()).unwrap_err().field, "phone", "{who}");
        }
    }

    #[test]
    fn invite_links_pass_only_when_they_end_with_the_code() {
        for code in ["AbCd", "https://chat.whatsapp.com/AbCd", "chat.whatsapp.com/invite/AbCd"] {
            assert_eq!(invite_code("inviteCode", code), Ok(()), "{code}");
        }
        for code in ["", "https://chat.whatsapp.com/", "https://chat.whatsapp.com/AbCd?mode=ac_t", "a b"] {
            assert!(invite_code("inviteCode", code).is_err(), "{code}");
        }
    }
}
