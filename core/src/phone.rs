//! Phone numbers: text in, E.164 digits out.

use std::{fmt, str::FromStr, sync::Arc};

use phonenumber::{country, metadata::DATABASE};
use serde::{Deserialize, Serialize};

use crate::Error;

const FORMS: &str = "give the number with its country code: +55 (21) 99999-9999 or 5521999999999; a national \
                     form needs a default region (WPPKIT_REGION or default_region)";

/// Digits of the shortest id of a person.
const SHORTEST: usize = 5;
/// Digits that a number has at most, the country code among them (E.164).
const LONGEST: usize = 15;

/// The region that national forms of phone numbers belong to, such as `BR`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Region(country::Id);

impl Region {
    /// A region by its two-letter ISO 3166 code.
    ///
    /// # Errors
    /// `invalid_input` if there is no such region.
    pub fn new(code: &str) -> Result<Self, Error> {
        code.trim().to_ascii_uppercase().parse().map(Self).map_err(|_| {
            Error::invalid_input(format!("{code:?} is no region"))
                .with_hint("use a two-letter country code such as BR, PT or US")
        })
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Region({})", self.0.as_ref())
    }
}

/// A possible phone number in E.164, without the plus on the wire.
///
/// Possible means that its country has numbers of this length. Whether it is in use is for
/// `check-number-status` to say: Brazilian mobiles with eight digits are not valid by the book, and real.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Phone(Arc<str>);

impl Phone {
    /// Reads `+55 (21) 99999-9999`, `5521999999999` or, with a region, `(21) 99999-9999`.
    ///
    /// # Errors
    /// `invalid_input` if the text is no possible number.
    pub fn parse(text: &str, region: Option<Region>) -> Result<Self, Error> {
        let text = text.trim();
        let refuse = |why: &str| Err(Error::invalid_input(format!("{text:?} {why}")).with_hint(FORMS));
        if text.chars().any(|c| !(c.is_ascii_digit() || "+-().\u{a0} /".contains(c))) {
            return refuse("is no phone number");
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if digits.is_empty() {
            return refuse("is no phone number");
        }
        let plus = text.starts_with('+') || text.starts_with("00");
        let international = || from_international(text, digits.trim_start_matches('0'));
        let found = match region.filter(|_| !plus) {
            Some(region) => from_national(text, region).or_else(international),
            None => international(),
        };
        match found {
            Some(digits) => Ok(Self(Arc::from(digits))),
            None => refuse("is no possible phone number"),
        }
    }

    /// Digits that WhatsApp itself gave as an id; taken as they are.
    pub(crate) fn from_id_digits(digits: &str) -> Option<Self> {
        let possible =
            (SHORTEST..=LONGEST).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        possible.then(|| Self(Arc::from(digits)))
    }

    /// The digits with country code, as the wire wants them.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The number in E.164, with the plus.
    pub fn e164(&self) -> String {
        format!("+{}", self.0)
    }

    /// The other forms under which WhatsApp may know this number.
    ///
    /// Brazilian mobiles exist with and without the ninth digit; which one is registered only
    /// `check-number-status` can say.
    pub fn variants(&self) -> Vec<Self> {
        let Some(national) = self.0.strip_prefix("55") else { return Vec::new() };
        if !national.is_char_boundary(2) || national.len() < 10 {
            return Vec::new();
        }
        let (area, subscriber) = national.split_at(2);
        let other = match (subscriber.len(), subscriber.as_bytes()[0]) {
            // Others with nine digits never had eight: what is left without the nine is somebody's land line.
            (9, b'9') if matches!(subscriber.as_bytes()[1], b'6'..=b'9') => {
                format!("55{area}{}", &subscriber[1..])
            }
            (8, b'6'..=b'9') => format!("55{area}9{subscriber}"),
            _ => return Vec::new(),
        };
        vec![Self(Arc::from(other))]
    }
}

/// Reads digits with country code. The library finds the country; the digits stay as given where their
/// length is possible, because its trunk-prefix rule also eats leading digits of full numbers (`+7 8…`).
fn from_international(text: &str, digits: &str) -> Option<String> {
    let parsed = phonenumber::parse(None, format!("+{digits}")).ok()?;
    let code = parsed.code().value();
    let national = digits.strip_prefix(&code.to_string())?;
    if is_possible(code, national) {
        return Some(digits.to_owned());
    }
    // `+55 (021) 99999-9999`: a trunk prefix behind the country code.
    let stripped = national.strip_prefix('0').filter(|_| text.contains('0'))?;
    is_possible(code, stripped).then(|| format!("{code}{stripped}"))
}

fn from_national(text: &str, region: Region) -> Option<String> {
    let parsed = phonenumber::parse(Some(region.0), text).ok()?;
    let code = parsed.code().value();
    let national = parsed.national().to_string();
    is_possible(code, &national).then(|| format!("{code}{national}"))
}

/// Whether some region of the country code has numbers of this length, of whatever kind. Longer ones than E.164 allows, such
/// as toll-free numbers of Japan, are nobody's on WhatsApp.
fn is_possible(code: u16, national: &str) -> bool {
    if code.to_string().len() + national.len() > LONGEST {
        return false;
    }
    let length = national.len() as u16;
    let Some(regions) = DATABASE.by_code(&code) else { return false };
    regions.iter().any(|region| {
        let kinds = region.descriptors();
        [
            kinds.mobile(),
            kinds.fixed_line(),
            kinds.voip(),
            kinds.personal_number(),
            kinds.uan(),
            kinds.shared_cost(),
            kinds.toll_free(),
            kinds.premium_rate(),
            Some(kinds.general()),
        ]
        .into_iter()
        .flatten()
        .any(|kind| kind.possible_length().contains(&length))
    })
}

impl FromStr for Phone {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text, None)
    }
}

impl TryFrom<String> for Phone {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.e164()
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "+{}", self.0)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Phone(+{})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn digits(text: &str) -> String {
        Phone::parse(text, None).unwrap_or_else(|error| panic!("{text}: {error}")).digits().to_owned()
    }

    #[test]
    fn international_forms_give_the_same_digits() {
        for text in [
            "+55 (21) 99999-9999",
            "5521999999999",
            "+5521999999999",
            "55 21 99999-9999",
            "0055 21 99999 9999",
            "+55 (021) 99999-9999",
            " +55.21.99999.9999 ",
        ] {
            assert_eq!(digits(text), "5521999999999", "{text}");
        }
    }

    #[test]
    fn possible_is_enough() {
        assert_eq!(digits("+55 21 8888-7777"), "552188887777", "eight-digit Brazilian mobile");
        assert_eq!(digits("5511999990001"), "5511999990001");
        assert_eq!(digits("+1 415 555 0100"), "14155550100");
        assert_eq!(digits("+7 845 212 3456"), "78452123456", "a leading 8 is no trunk prefix here");
        assert_eq!(digits("+351 912 345 678"), "351912345678");
    }

    #[test]
    fn impossible_numbers_are_refused_with_the_accepted_forms() {
        for text in [
            "",
            "hello",
            "123",
            "+55 21",
            "+999 1234567",
            "120363041234567890",
            "55219999999999999",
            "+",
            // A length that Japan has, and E.164 has not.
            "8101970697(60697(6.8.8",
        ] {
            let error = Phone::parse(text, None).expect_err(text);
            assert_eq!(error.code(), crate::ErrorCode::InvalidInput, "{text}");
            assert!(error.hint().unwrap().contains("country code"), "{text}");
        }
    }

    #[test]
    fn national_forms_need_a_region() {
        let brazil = Some(Region::new("br").unwrap());
        for text in ["(21) 99999-9999", "21999999999", "021 99999-9999", "5521999999999", "+5521999999999"] {
            assert_eq!(Phone::parse(text, brazil).unwrap().digits(), "5521999999999", "{text}");
        }
        assert_eq!(Phone::parse("+1 415 555 0100", brazil).unwrap().digits(), "14155550100");
        assert!(Region::new("Brazil").is_err());
    }

    #[test]
    fn the_ninth_digit_is_the_only_variant() {
        let variants = |text: &str| -> Vec<String> {
            text.parse::<Phone>().unwrap().variants().iter().map(|phone| phone.digits().to_owned()).collect()
        };
        assert_eq!(variants("5521999998888"), ["552199998888"]);
        assert_eq!(variants("552199998888"), ["5521999998888"]);
        assert!(variants("552133334444").is_empty(), "a landline has none");
        assert!(variants("5512904129048").is_empty(), "it would be the landline 0412-9048");
        assert!(variants("14155550100").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_survived_and_what_parses_is_stable(
            text in prop_oneof![".{0,24}", "[+0-9() .-]{0,20}", "(\\+|00)?[0-9]{0,17}"],
            region in proptest::option::of(prop_oneof![Just("BR"), Just("US"), Just("RU"), Just("IT"), Just("PT")]),
        ) {
            let region = region.map(|code| Region::new(code).unwrap());
            if let Ok(phone) = Phone::parse(&text, region) {
                prop_assert!((SHORTEST..=LONGEST).contains(&phone.digits().len()), "{}", phone);
                prop_assert_eq!(Phone::parse(&phone.e164(), None).unwrap(), phone.clone());
                for variant in phone.variants() {
                    prop_assert_eq!(variant.variants(), vec![phone.clone()]);
                }
            }
        }
    }
}
