//! Ids that look like WhatsApp's and are the same in every run.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// Letters of a pairing code: digits and capitals without the ones that are easily confused.
const PAIRING_LETTERS: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTVWXYZ";

/// A seeded source of ids (the SplitMix64 sequence).
#[derive(Debug, Clone)]
pub struct Ids {
    state: u64,
}

impl Ids {
    /// The sequence that belongs to a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Next number of the sequence.
    pub fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// `length` hexadecimal capitals.
    pub fn hex(&mut self, length: usize) -> String {
        let mut text = String::with_capacity(length + 16);
        while text.len() < length {
            text.push_str(&format!("{:016X}", self.number()));
        }
        text.truncate(length);
        text
    }

    /// Id of a message that this account sends, as WhatsApp Web makes them: `3EB0` and 18 more digits.
    pub fn own_message(&mut self) -> String {
        format!("3EB0{}", self.hex(18))
    }

    /// Id of a message that a phone sends: `3A` and 18 more digits.
    pub fn phone_message(&mut self) -> String {
        format!("3A{}", self.hex(18))
    }

    /// User part of a group's or channel's id: `120363` and 12 more digits.
    pub fn group_user(&mut self) -> String {
        format!("120363{:012}", self.number() % 1_000_000_000_000)
    }

    /// Code of an invite link: 22 letters and digits.
    pub fn invite_code(&mut self) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        self.bytes(22)
            .into_iter()
            .map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()]))
            .collect()
    }

    /// A pairing code of 8 letters.
    pub fn pairing_code(&mut self) -> String {
        let mut bits = self.number();
        let mut code = String::with_capacity(8);
        for _ in 0..8 {
            code.push(char::from(PAIRING_LETTERS[(bits & 31) as usize % PAIRING_LETTERS.len()]));
            bits >>= 5;
        }
        code
    }

    /// A login QR code.
    pub fn login_code(&mut self) -> LoginCode {
        LoginCode(self.number())
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 8);
        while bytes.len() < length {
            bytes.extend_from_slice(&self.number().to_le_bytes());
        }
        bytes.truncate(length);
        bytes
    }
}

/// A login QR code. Only its number is kept: thousands of sessions keep their last one for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LoginCode(u64);

impl LoginCode {
    /// The text in the QR code: a reference and three keys.
    #[must_use]
    pub fn text(self) -> String {
        let mut ids = Ids::new(self.0);
        let reference = ids.bytes(96);
        let keys = [ids.bytes(32), ids.bytes(32), ids.bytes(32)];
        let keys: Vec<_> = keys.iter().map(|key| STANDARD.encode(key)).collect();
        format!("2@{},{}", STANDARD.encode(reference), keys.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_and_another_seed_others() {
        let (mut one, mut same, mut other) = (Ids::new(7), Ids::new(7), Ids::new(8));
        let code = one.login_code();
        assert_eq!(code, same.login_code());
        assert_ne!(code, other.login_code());
        assert_eq!(one.pairing_code(), same.pairing_code());
    }

    #[test]
    fn ids_have_the_forms_that_whatsapp_gives_them() {
        let mut ids = Ids::new(1);
        assert!(ids.own_message().starts_with("3EB0") && ids.own_message().len() == 22);
        assert_eq!(ids.phone_message().len(), 20);
        assert_eq!((ids.group_user().len(), ids.invite_code().len()), (18, 22));
        let code = ids.pairing_code();
        assert!(code.len() == 8 && code.bytes().all(|letter| PAIRING_LETTERS.contains(&letter)), "{code}");
        assert_eq!(ids.login_code().text().split(',').count(), 4);
    }
}
