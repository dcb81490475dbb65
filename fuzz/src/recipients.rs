//! Recipients and phone numbers.

use wppkit::{Phone, Recipient, Region};

const REGIONS: [&str; 5] = ["BR", "US", "RU", "IT", "PT"];

/// One byte chooses a default region; the rest is what somebody typed.
///
/// Reading never panics; what was read is read the same from its id; what leaves has no character that the server would cut
/// off or split at; and at most one flag is set.
pub fn recipients(data: &[u8]) {
    let [choice, text @ ..] = data else { return };
    let text = String::from_utf8_lossy(text);
    let region = REGIONS.get(usize::from(*choice) % (REGIONS.len() + 1));
    let region = region.map(|code| Region::new(code).expect("it is a region"));
    if let Ok(recipient) = Recipient::parse(&text, region) {
        let id = recipient.chat_id();
        assert_eq!(Recipient::parse(&id, None).ok().as_ref(), Some(&recipient), "{text:?} {id}");
        let user = recipient.wire_user();
        let safe = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        assert!(!user.is_empty() && user.bytes().all(safe), "{text:?} would leave as {user:?}");
        let flags = recipient.flags();
        assert!(u8::from(flags.is_group) + u8::from(flags.is_newsletter) + u8::from(flags.is_lid) <= 1);
    }
    if let Ok(phone) = Phone::parse(&text, region) {
        assert_eq!(Phone::parse(&phone.e164(), None).ok().as_ref(), Some(&phone), "{text:?}");
        for variant in phone.variants() {
            assert_eq!(variant.variants().first(), Some(&phone), "{text:?}");
        }
    }
}
