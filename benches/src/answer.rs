//! A server that knows two answers: the fixed other side of the client measurements.

use std::{convert::Infallible, io::Write, net::Ipv4Addr};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, Response, body::Incoming, header::CONTENT_TYPE, server::conn::http1, service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::{
    Result,
    exchange::{Exchange, JSON, SEND_ANSWER, STATUS_ANSWER},
};

/// Prints its base URL and serves until it is killed.
pub(crate) fn serve() -> Result<()> {
    crate::runtime()?.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            // A connection that breaks is the client's affair; it will say so itself.
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)));
        }
    })
}

async fn answer(request: Request<Incoming>) -> std::result::Result<Response<Full<Bytes>>, Infallible> {
    let (exchange, body) = match *request.method() {
        Method::GET => (Exchange::Status, STATUS_ANSWER),
        _ => (Exchange::Send, SEND_ANSWER),
    };
    // A body that was not read would close the connection.
    let _ = request.into_body().collect().await;
    let mut response = Response::new(Full::new(Bytes::from_static(body)));
    *response.status_mut() = hyper::StatusCode::from_u16(exchange.success()).unwrap_or_default();
    response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(JSON));
    Ok(response)
}
