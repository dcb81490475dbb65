//! The worlds of one process: a default one, and named ones that isolate parallel tests.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::driver::Driver;
use crate::world::preset::Preset;
use crate::world::{Settings, World};

/// All worlds. Named ones are made on first use, as the default one was made.
#[derive(Clone)]
pub struct Worlds {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    preset: Preset,
    default: Driver,
    named: Mutex<BTreeMap<String, Driver>>,
}

impl std::fmt::Debug for Worlds {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Worlds").finish_non_exhaustive()
    }
}

impl Worlds {
    /// Makes the default world. Must be called within a tokio runtime.
    #[must_use]
    pub fn new(settings: Settings, preset: Preset) -> Self {
        let default = make(&settings, preset);
        Self { inner: Arc::new(Inner { settings, preset, default, named: Mutex::default() }) }
    }

    /// The world of this name; none is the default one.
    #[must_use]
    pub fn get(&self, name: Option<&str>) -> Driver {
        let Some(name) = name else { return self.inner.default.clone() };
        let mut named = self.inner.named.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(driver) = named.get(name) {
            return driver.clone();
        }
        let driver = make(&self.inner.settings, self.inner.preset);
        named.insert(name.to_owned(), driver.clone());
        driver
    }

    /// What every world is made with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Forgets a named world; its next use makes a new one.
    pub fn remove(&self, name: &str) {
        self.inner.named.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

fn make(settings: &Settings, preset: Preset) -> Driver {
    let mut world = World::new(settings.clone());
    world.furnish(preset);
    Driver::new(world)
}
