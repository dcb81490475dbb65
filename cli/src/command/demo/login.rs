//! From an empty server to a connected session, and out again.

use wppkit::{Connect, Login, Qr, SessionState, Stage};

use super::{
    set::{SHOP, Set},
    story::{Broken, expect},
};

type Step<T> = Result<(T, String), Broken>;

/// Starts the mock.
pub(super) async fn start() -> Step<Set> {
    let set = Set::build().await?;
    let health = set.shop.client().healthz().await?;
    expect("healthz", health.message.as_deref(), Some("OK"))?;
    let proof =
        format!("{}\nanswers as WPPConnect Server {} does", set.server.url(), wppkit_mock::SERVER_VERSION);
    Ok((set, proof))
}

/// The first call that needs a token mints one.
pub(super) async fn mint(set: &Set) -> Step<()> {
    let mark = set.mark();
    let status = set.shop.status().await?;
    expect("the state", status.state, SessionState::Closed)?;
    let journal = set.since(mark);
    expect("tokens minted", journal.answered("generate-token", 201), 1)?;
    expect("calls refused", journal.refused(), 0)?;
    Ok(((), "made from the secret key, accepted by the\nserver: session shop is closed".to_owned()))
}

/// Starts the session until a code waits.
pub(super) async fn show(set: &Set) -> Step<(Login, Qr)> {
    let mut login = set.shop.connect(Connect::qr());
    let qr = loop {
        match next(&mut login).await? {
            Stage::Qr(qr) => break qr,
            Stage::Starting => {}
            other => return Err(Broken::new(format!("{} came before the code", other.name()))),
        }
    };
    let shown = set.world();
    expect("the code", Some(qr.text()), shown["urlcode"].as_str())?;
    expect("linked before the scan", shown["linked"].as_bool(), Some(false))?;
    Ok(((login, qr), "the one that the server's browser shows:".to_owned()))
}

/// The simulated person scans it.
pub(super) async fn scan(set: &Set, login: &mut Login) -> Step<()> {
    set.server.phone(SHOP).scan()?;
    loop {
        match next(login).await? {
            Stage::Scanned => break,
            Stage::Qr(_) => {}
            other => return Err(Broken::new(format!("{} came instead", other.name()))),
        }
    }
    expect("linked after the scan", set.world()["linked"].as_bool(), Some(true))?;
    Ok(((), "the simulated phone accepted the code".to_owned()))
}

/// Two good checks in a row.
pub(super) async fn connected(set: &Set, login: &mut Login) -> Step<()> {
    let status = loop {
        match next(login).await? {
            Stage::Connected(status) => break status,
            Stage::Syncing | Stage::Scanned => {}
            other => return Err(Broken::new(format!("{} came after the scan", other.name()))),
        }
    };
    let world = set.world();
    expect("the world's state", world["state"].as_str(), Some("CONNECTED"))?;
    if status.connected_for_checks < 2 {
        return Err(Broken::new(format!("{} checks are not stable", status.connected_for_checks)));
    }
    let phone = world["phone"].as_str().unwrap_or_default();
    Ok(((), format!("after {} stable checks, as {phone}", status.connected_for_checks)))
}

/// Unlinks the phone.
pub(super) async fn logout(set: &Set) -> Step<()> {
    let mark = set.mark();
    let report = set.shop.logout().await?;
    expect("the state", report.after, SessionState::Unlinked)?;
    let world = set.world();
    expect("linked after the logout", world["linked"].as_bool(), Some(false))?;
    expect("logouts on WhatsApp", set.since(mark).calls("logout"), 1)?;
    Ok(((), "logged out: the phone is unlinked, the\nserver has forgotten the session".to_owned()))
}

async fn next(login: &mut Login) -> Result<Stage, Broken> {
    match login.next().await {
        Some(stage) => Ok(stage?),
        None => Err(Broken::new("the login ended without a result")),
    }
}
