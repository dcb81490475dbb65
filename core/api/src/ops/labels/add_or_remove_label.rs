//! `POST /api/{session}/add-or-remove-label`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField, Payload,
    types::{Done, LabelChange},
    validate,
};

/// Puts labels on chats and takes labels off, every option on every chat.
///
/// The library drops the result: a wrong chat or label id succeeds and changes nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AddOrRemoveLabel {
    /// Full ids of the chats (`…@c.us`, `…@g.us`); the server completes nothing here.
    pub chat_ids: Vec<String>,
    /// What to put on and take off.
    pub options: Vec<LabelChange>,
}

impl AddOrRemoveLabel {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(chat_ids: Vec<String>, options: Vec<LabelChange>) -> Self {
        Self { chat_ids, options }
    }
}

operation! {
    AddOrRemoveLabel => Done {
        Post "/api/{session}/add-or-remove-label",
        id: "add-or-remove-label",
        group: Labels,
        effect: Effect::Set,
        success: 201,
        payload: Payload::Whole,
        failures: &[
            Failure::new(401, "chatIds or options is missing; this is not about the token", r#"{"message":"chatIds or options was not informed"}"#),
            Failure::new(500, "the library fails", r#"{"status":"Error","message":"Erro ao adicionar/deletar etiqueta.","error":{}}"#),
        ],
    } validate AddOrRemoveLabel::check
}

impl AddOrRemoveLabel {
    fn check(&self) -> Result<(), InvalidField> {
        if self.chat_ids.is_empty() {
            return Err(InvalidField::new("chatIds", "no chat", "ids such as 5521999999999@c.us"));
        }
        if self.options.is_empty() {
            return Err(InvalidField::new("options", "no label", r#"[{"labelId":"1","type":"add"}]"#));
        }
        self.chat_ids.iter().try_for_each(|id| validate::chat_id("chatIds", id))
    }
}
