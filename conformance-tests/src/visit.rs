//! A visit to a server that is somebody's: nothing of it is changed but what the visitor brings along.

use crate::cli::ConformArgs;
use crate::scenario::Visit;
use crate::server::Server;
use std::time::{SystemTime, UNIX_EPOCH};
use wppkit::{Client, Connect, Error, ErrorCode, Session, Stage, TokenMint};
use wppkit_api::Profile;
use wppkit_api::helpers::SessionState;

/// Somebody with a phone, who is asked to log a session in.
pub trait Person: std::fmt::Debug + Send + Sync {
    /// Shows how far the login is: above all the code that is to be scanned.
    fn show(&self, stage: &Stage);
}

/// bcrypt cost of the visitor's tokens: they die with the visit, and the server compares them with every request.
const TOKEN_COST: u32 = 10;

/// The visitor.
#[derive(Debug)]
pub(crate) struct Guest {
    /// What scenarios are told of the server.
    pub(crate) visit: Visit,
    /// The session that was made up and logged in for this visit, and ends with it.
    own: Option<Session>,
}

impl Guest {
    /// Arrives: with a person, a session is logged in, unless the one that was named is connected already.
    pub(crate) async fn arrive(args: &ConformArgs, server: &Server) -> Result<Self, String> {
        let began = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let mut visit = Visit {
            base: server.base().clone(),
            profile: args.profile.unwrap_or_default(),
            names: format!("wppkit-{began:x}"),
            connected: None,
            recipient: args.recipient.clone(),
        };
        let Some(person) = &args.phone else { return Ok(Self { visit, own: None }) };
        let text = |error: Error| {
            format!("{error}{}", error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default())
        };
        let client = Client::builder(server.base().url())
            .secret_key(server.mint().secret())
            .token_mint(TokenMint::Local { cost: TOKEN_COST })
            .build()
            .map_err(text)?;
        let name = args.session.clone().unwrap_or_else(|| format!("{}-phone", visit.names));
        let session = client.session(&name).map_err(text)?;
        let is_connected = session.status().await.map_err(text)?.state;
        let was_connected = matches!(is_connected, SessionState::Connected | SessionState::Syncing);
        // One that was named stays: its login may be worth something to somebody.
        let guest = |visit| Self { visit, own: args.session.is_none().then(|| session.clone()) };
        if !was_connected && let Err(error) = log_in(&session, person.as_ref()).await {
            let left = guest(visit).leave().await;
            return Err(format!(
                "{}{}",
                text(error),
                left.err().map(|e| format!("; {e}")).unwrap_or_default()
            ));
        }
        visit.connected = Some(name);
        if visit.recipient.is_none() && visit.profile == Profile::Node210 {
            let own = session.device().get_phone_number().await.map_err(text)?.to_string();
            visit.recipient = own.split('@').next().map(str::to_owned);
        }
        Ok(guest(visit))
    }

    /// Takes the visitor's own session away again.
    pub(crate) async fn leave(&self) -> Result<(), String> {
        let Some(session) = &self.own else { return Ok(()) };
        session.logout().await.map(drop).or_else(|error| match error.code() {
            ErrorCode::NotConnected | ErrorCode::NotSupported => Ok(()),
            _ => Err(format!(
                "the session {} could not be logged out, so it is still linked to the phone: {error}",
                session.name()
            )),
        })
    }
}

async fn log_in(session: &Session, person: &dyn Person) -> Result<(), Error> {
    let mut login = session.connect(Connect::qr());
    while let Some(stage) = login.next().await {
        person.show(&stage?);
    }
    Ok(())
}
