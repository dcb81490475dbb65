//! `refresh_qr`: a code that can be scanned now.

use wppkit_api::helpers::{Helper, QrStatus, RefreshQr};

use super::{Connect, Stage};
use crate::{Error, ErrorCode, Session};

impl Session {
    /// Gives a QR code that can be scanned now; starts the session if it is closed. Never a left-over code.
    ///
    /// # Errors
    /// `rejected` if the session is logged in or waits for a pairing code; `timeout`; else as every call.
    pub async fn refresh_qr(&self, options: RefreshQr) -> Result<QrStatus, Error> {
        let mut login = self.connect(Connect::qr().timeout(options.timeout()));
        let result = loop {
            match login.next().await {
                Some(Ok(Stage::Starting)) => {}
                Some(Ok(Stage::Qr(qr))) => break Ok(qr.status()),
                Some(Err(error)) => break Err(error),
                Some(Ok(_)) | None => {
                    break Err(Error::new(
                        ErrorCode::Rejected,
                        "the session is logged in, so there is no QR code",
                    )
                    .with_hint("log it out first if another phone shall be linked"));
                }
            }
        };
        result.map_err(|error| match error.operation() {
            None | Some("connect") => {
                error.with_session(&self.shared.name).with_operation(RefreshQr::META.id)
            }
            Some(_) => error,
        })
    }
}
