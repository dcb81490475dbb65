//! Durations of the life cycle, in milliseconds, as recorded from the real server and library.

/// From `create()` to a page that runs, when one browser starts alone.
pub const LAUNCH_MS: u64 = 850;
/// How much longer each further browser that starts at the same time makes it.
pub const LAUNCH_CROWD_MS: u64 = 770;
/// Browsers beyond this many that start at once slow each other no further.
pub const LAUNCH_CROWD_LIMIT: u64 = 16;
/// From so many simultaneous launches on, the library takes unpaired pages for unlinked ones.
pub const CROWD_CONFUSES: u64 = 8;
/// From `notLogged` to that false `disconnectedMobile`.
pub const CONFUSED_AFTER_MS: u64 = 800;
/// From `create()` to the refusal of a browser that finds its profile folder in use.
pub const PROFILE_IN_USE_MS: u64 = 90;
/// How long the library waits for Chrome to start before it gives up with a TimeoutError.
pub const LAUNCH_TIMEOUT_MS: u64 = 30_000;
/// From a running page to the first QR code.
pub const FIRST_CODE_MS: u64 = 50;
/// From the first QR code to `notLogged`.
pub const NOT_LOGGED_MS: u64 = 100;
/// From `notLogged` to the first pairing code.
pub const PAIRING_CODE_MS: u64 = 13;
/// Between two codes: WhatsApp's own rotation.
pub const ROTATION_MS: u64 = 20_000;
/// From a rotation to the next pairing code, which has to be asked for.
pub const NEW_PAIRING_CODE_MS: u64 = 130;
/// From a rotation to the next QR code.
pub const NEW_QR_MS: u64 = 15;
/// From `notLogged` to autoclose. A new code does not prolong it.
pub const AUTOCLOSE_MS: u64 = 60_000;
/// From `autocloseCalled` to the end of Chrome.
pub const AUTOCLOSE_BROWSER_MS: u64 = 24;
/// From `autocloseCalled` to `qrReadError` and the rejection of `create()`.
pub const AUTOCLOSE_READ_MS: u64 = 326;
/// From a killed Chrome to `browserClose`.
pub const BROWSER_CLOSE_MS: u64 = 30;
/// From a Chrome killed at the QR code to `qrReadError`.
pub const CRASH_READ_MS: u64 = 240;
/// From the scan to `qrReadSuccess`.
pub const SCAN_MS: u64 = 300;
/// From the scan to `inChat`, unless the phone needs longer to send its history.
pub const SYNC_MS: u64 = 608;
/// From `qrReadSuccess` or `isLogged` to the resolution of `create()`.
pub const CREATED_MS: u64 = 1_203;
/// From a running page with a stored login to `isLogged`.
pub const IS_LOGGED_MS: u64 = 90;
/// From `isLogged` to `inChat`.
pub const STORED_IN_CHAT_MS: u64 = 470;
/// From the loss of the link to `disconnectedMobile`: a poll each second and a second's delay.
pub const UNLINKED_MS: u64 = 1_600;
/// From `disconnectedMobile` to the end of Chrome.
pub const UNLINKED_BROWSER_MS: u64 = 12;
/// From logout to its answer.
pub const LOGOUT_ANSWER_MS: u64 = 500;
