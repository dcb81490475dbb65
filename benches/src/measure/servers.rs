//! The mock and the Express application, each in a process of its own.

use std::{net::SocketAddr, process::Command};

use bytes::Bytes;
use serde::Deserialize;

use crate::{
    Result, child,
    child::Server,
    exchange::SESSION,
    load::{Connection, Subject},
};

pub(crate) const SECRET: &str = "THISISMYSECURETOKEN";

/// The mock, just started.
pub(crate) struct Mock {
    pub(crate) server: Server,
    pub(crate) address: SocketAddr,
}

/// The line that the mock prints first.
#[derive(Deserialize)]
struct Announcement {
    url: String,
}

#[derive(Deserialize)]
struct Minted {
    token: String,
}

pub(crate) fn mock() -> Result<Mock> {
    let server =
        Server::start(Command::new(child::wppkit()?).args(["mock", "--port", "0", "--secret", SECRET]))?;
    let announcement: Announcement = serde_json::from_str(&server.line)?;
    let address = announcement.url.trim_start_matches("http://").parse()?;
    Ok(Mock { server, address })
}

impl Mock {
    /// Puts the session that is measured into its state, and mints its token.
    pub(crate) async fn subject(&self) -> Result<Subject> {
        let mut connection = Connection::open(self.address).await?;
        connect_session(&mut connection, SESSION).await?;
        let path = format!("/api/{SESSION}/{SECRET}/generate-token");
        let (status, body) = connection.ask("POST", &path, "", Some(Bytes::new())).await?;
        if status != 201 {
            return Err(format!("generate-token answered {status}").into());
        }
        let token = serde_json::from_slice::<Minted>(&body)?.token;
        Ok(Subject { address: self.address, token, process: self.server.process() })
    }
}

/// Makes a session CONNECTED by stored login: status-session then renders no QR code.
pub(crate) async fn connect_session(connection: &mut Connection, name: &str) -> Result<()> {
    let body = Bytes::from_static(br#"{"state":"CONNECTED","login":"stored"}"#);
    let (status, body) = connection.ask("PUT", &format!("/__mock__/sessions/{name}"), "", Some(body)).await?;
    if status < 300 {
        Ok(())
    } else {
        Err(format!("the session was refused with {status}: {}", String::from_utf8_lossy(&body)).into())
    }
}

/// The comparator, or why it cannot run here.
pub(crate) fn express() -> Result<std::result::Result<(Server, Subject), &'static str>> {
    let folder = child::folder().join("express");
    if !child::installed("node") {
        return Ok(Err("Node.js is not installed"));
    }
    if !folder.join("node_modules").is_dir() {
        return Ok(Err("express is not installed: npm ci in benches/express"));
    }
    let mut command = Command::new("node");
    let server = Server::start(command.arg("server.js").current_dir(folder).env("NODE_ENV", "production"))?;
    let address = server.line.trim().trim_start_matches("http://").parse()?;
    let subject = Subject { address, token: "express-token".to_owned(), process: server.process() };
    Ok(Ok((server, subject)))
}
