//! `connect`: a login as a stream of stages.

mod driver;
mod options;

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use driver::Driver;
use futures_util::{Stream, StreamExt, stream};
pub use options::Connect;
use wppkit_api::helpers::SessionStatus;

use super::stage::Stage;
use crate::{Error, ErrorCode, Session};

const CONNECT: &str = "connect";

/// A login under way: a stream that ends after [`Stage::Connected`]; every other end is an error.
///
/// Dropping it stops watching; the server goes on by itself and closes the browser if nobody logs in.
#[must_use = "a login does nothing unless it is polled"]
pub struct Login(Pin<Box<dyn Stream<Item = Result<Stage, Error>> + Send>>);

impl Login {
    /// The next stage; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<Stage, Error>> {
        self.0.next().await
    }

    /// Runs to the end without showing the stages: for sessions with a stored login, or tests.
    ///
    /// # Errors
    /// Why the login failed.
    pub async fn connected(mut self) -> Result<SessionStatus, Error> {
        while let Some(stage) = self.next().await {
            if let Stage::Connected(status) = stage? {
                return Ok(status);
            }
        }
        Err(Error::new(ErrorCode::Cancelled, "the login had ended before").with_operation(CONNECT))
    }
}

impl Stream for Login {
    type Item = Result<Stage, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Login")
    }
}

impl Session {
    /// Logs the session in, stage by stage.
    ///
    /// Idempotent: a connected session answers [`Stage::Connected`] after two checks, one that waits for a QR
    /// code is joined. Nothing is sent before the stream is polled, and nothing after it is dropped.
    ///
    /// ```no_run
    /// # async fn example(shop: wppkit::Session) -> wppkit::Result<()> {
    /// use wppkit::{Connect, Stage};
    ///
    /// let mut login = shop.connect(Connect::qr());
    /// while let Some(stage) = login.next().await {
    ///     match stage? {
    ///         Stage::Qr(qr) => println!("{}", qr.terminal()?),
    ///         Stage::Connected(_) => println!("connected"),
    ///         other => println!("{}", other.name()),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As the last item: `auto_closed` if nobody logged in in time; `timeout` at the deadline or if the browser
    /// does not come up; `not_connected` for a dead browser or a session that was closed meanwhile; `rejected` if
    /// another kind of code waits; `not_supported` for a pairing code that the server would not tell; else as
    /// every call. The hint says what to do.
    pub fn connect(&self, options: Connect) -> Login {
        let session = self.clone();
        let stages = stream::unfold(Progress::Waiting(session, Box::new(options)), |progress| async move {
            let mut driver = match progress {
                Progress::Waiting(session, options) => match Driver::new(&session, *options) {
                    Ok(driver) => Box::new(driver),
                    Err(error) => return Some((session.within(CONNECT, Err(error)), Progress::Over)),
                },
                Progress::Running(driver) => driver,
                Progress::Over => return None,
            };
            match driver.next_stage().await {
                Ok(stage @ Stage::Connected(_)) => Some((Ok(stage), Progress::Over)),
                Ok(stage) => Some((Ok(stage), Progress::Running(driver))),
                Err(error) => Some((driver.session().within(CONNECT, Err(error)), Progress::Over)),
            }
        });
        Login(Box::pin(stages.fuse()))
    }
}

enum Progress {
    Waiting(Session, Box<Connect>),
    Running(Box<Driver>),
    Over,
}
