//! How a mock starts.

use std::io;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use wppkit_api::Profile;

use super::MockServer;
use crate::world::Settings;
use crate::world::clock::Pace;
use crate::world::preset::Preset;
use crate::world::state::SavedWorld;
use crate::worlds::Worlds;

/// Options of a mock. Each has a method of its name that sets it.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address to listen on; 127.0.0.1 by default.
    pub host: String,
    /// Port to listen on; 0, the default, picks a free one.
    pub port: u16,
    /// Secret key; the real server's default one by default.
    pub secret: Option<String>,
    /// Where the webhooks of sessions go that have none of their own.
    pub webhook: Option<String>,
    /// Whether time stands still until somebody advances it.
    pub frozen: bool,
    /// Virtual milliseconds per real millisecond, unless frozen.
    pub speed: f64,
    /// File with a world as `GET /__mock__/state` exported it.
    pub seed: Option<PathBuf>,
    /// Name of a known world, such as `demo` or `zombie`; `empty` by default.
    pub preset: Option<String>,
    /// bcrypt cost of minted tokens, 4 to 31. The real server uses 10; 4, the default, keeps tests quick.
    pub bcrypt_cost: u32,
    /// Refuse, with an explanation, what the real server would misread.
    pub strict: bool,
    /// Which server is imitated.
    pub profile: Profile,
    /// Whether the control API can be reached over HTTP. Without it the mock cannot be told from a real server.
    pub control: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 0,
            secret: None,
            webhook: None,
            frozen: false,
            speed: 1.0,
            seed: None,
            preset: None,
            bcrypt_cost: 4,
            strict: false,
            profile: Profile::default(),
            control: true,
        }
    }
}

/// Why a mock did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Host and port.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// The seed cannot be read.
    #[error("cannot read the seed {}: {reason}", path.display())]
    Seed {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// There is no such preset.
    #[error("there is no preset `{0}`; there are {names}", names = Preset::names())]
    Preset(String),
}

impl Options {
    /// Sets the address to listen on.
    #[must_use]
    pub fn host(self, host: impl Into<String>) -> Self {
        Self { host: host.into(), ..self }
    }

    /// Sets the port to listen on.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Sets the secret key.
    #[must_use]
    pub fn secret(self, secret: impl Into<String>) -> Self {
        Self { secret: Some(secret.into()), ..self }
    }

    /// Sets where webhooks go.
    #[must_use]
    pub fn webhook(self, url: impl Into<String>) -> Self {
        Self { webhook: Some(url.into()), ..self }
    }

    /// Lets time stand still.
    #[must_use]
    pub fn frozen(self) -> Self {
        Self { frozen: true, ..self }
    }

    /// Lets time pass so many times faster than real time.
    #[must_use]
    pub fn speed(self, speed: f64) -> Self {
        Self { speed, ..self }
    }

    /// Begins with an exported world.
    #[must_use]
    pub fn seed(self, file: impl Into<PathBuf>) -> Self {
        Self { seed: Some(file.into()), ..self }
    }

    /// Begins with a known world.
    #[must_use]
    pub fn preset(self, name: impl Into<String>) -> Self {
        Self { preset: Some(name.into()), ..self }
    }

    /// Sets the bcrypt cost of minted tokens.
    #[must_use]
    pub fn bcrypt_cost(self, cost: u32) -> Self {
        Self { bcrypt_cost: cost, ..self }
    }

    /// Refuses what the real server would misread.
    #[must_use]
    pub fn strict(self) -> Self {
        Self { strict: true, ..self }
    }

    /// Imitates another server.
    #[must_use]
    pub fn profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// Hides the control API, so that the mock cannot be told from a real server over HTTP. The methods of
    /// [`MockServer`] steer it all the same.
    #[must_use]
    pub fn without_control(self) -> Self {
        Self { control: false, ..self }
    }

    /// Starts the mock.
    ///
    /// # Errors
    /// As [`MockServer::start_with`].
    pub async fn start(self) -> Result<MockServer, StartError> {
        MockServer::start_with(self).await
    }

    /// The worlds that these options describe. The seed goes into the default one.
    pub(super) fn worlds(&self) -> Result<Worlds, StartError> {
        let preset = match self.preset.as_deref() {
            None => Preset::Empty,
            Some(name) => Preset::named(name).ok_or_else(|| StartError::Preset(name.to_owned()))?,
        };
        let seed = self.seed.as_ref().map(read).transpose()?;
        let worlds = Worlds::new(self.settings(), preset);
        if let Some(seed) = seed {
            worlds.get(None).lock().load(seed);
        }
        Ok(worlds)
    }

    fn settings(&self) -> Settings {
        let mut settings = Settings {
            webhook: self.webhook.clone(),
            bcrypt_cost: self.bcrypt_cost.clamp(4, 31),
            strict: self.strict,
            profile: self.profile,
            control: self.control,
            ..Settings::default()
        };
        if let Some(secret) = &self.secret {
            settings.secret.clone_from(secret);
        }
        if !self.frozen {
            let speed = if self.speed.is_finite() && self.speed > 0.0 { self.speed } else { 1.0 };
            settings.pace = Pace::Running { speed };
            let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            settings.start_ms = u64::try_from(since_epoch.as_millis()).unwrap_or(settings.start_ms);
        }
        settings
    }
}

fn read(path: &PathBuf) -> Result<SavedWorld, StartError> {
    let failed = |reason: String| StartError::Seed { path: path.clone(), reason };
    let text = std::fs::read(path).map_err(|error| failed(error.to_string()))?;
    serde_json::from_slice(&text).map_err(|error| failed(error.to_string()))
}
