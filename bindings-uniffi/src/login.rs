//! A login as stages that are asked for one by one.

use std::sync::Arc;

use tokio::sync::Mutex;
use wppkit::bridge::Stages;

use crate::{Failure, client::text, work};

/// A login under way.
#[derive(uniffi::Object)]
pub struct NativeLogin(Arc<Mutex<Option<Stages>>>);

impl NativeLogin {
    pub(crate) fn new(stages: Stages) -> Self {
        Self(Arc::new(Mutex::new(Some(stages))))
    }
}

#[uniffi::export]
impl NativeLogin {
    /// The next stage as JSON with `type` first; nothing after the last.
    pub async fn next(&self) -> Result<Option<String>, Failure> {
        let stages = Arc::clone(&self.0);
        let next = async move {
            match stages.lock().await.as_mut() {
                Some(stages) => stages.next().await.transpose(),
                None => Ok(None),
            }
        };
        Ok(work::run(next).await?.as_ref().map(text))
    }

    /// Stops watching; whoever waits for a stage still gets it.
    pub async fn stop(&self) {
        self.0.lock().await.take();
    }
}
