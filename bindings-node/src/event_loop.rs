//! Calls on the thread of JavaScript.
//!
//! Handing a call to another thread and its answer back costs more than the call. Where the program's event loop can
//! watch the runtime's sockets, it drives a runtime of its own by turns instead, and nothing crosses threads.

use std::{
    ptr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use napi::{
    Env,
    bindgen_prelude::{Function, JsValue},
    sys,
};
use wppkit::{
    Error,
    bridge::{LocalRuntime, Running},
};

use crate::queue::Queue;

/// The runtime that an event loop drives.
pub(crate) struct EventLoop {
    runtime: LocalRuntime,
    queue: Arc<Queue>,
    pending: Arc<AtomicUsize>,
    /// A turn will come for what was started.
    awaited: AtomicBool,
}

impl EventLoop {
    /// `None` where the event loop cannot watch a runtime. `notify` is called when something waits in the queue.
    pub(crate) fn new(env: &Env, notify: &Function<'_, (), ()>, queue: &Arc<Queue>) -> Option<Arc<Self>> {
        let runtime = LocalRuntime::new().ok()?;
        let descriptor = runtime.readiness()?;
        let this = Arc::new(Self {
            runtime,
            queue: Arc::clone(queue),
            pending: Arc::default(),
            awaited: AtomicBool::default(),
        });
        let (watched, notify) = (Arc::clone(&this), Callback::new(env, notify)?);
        let ready = move || {
            if watched.turn() {
                notify.call();
            }
        };
        crate::uv::watch(env.raw(), descriptor, Box::new(ready)).then_some(this)
    }

    /// Starts work; the next turn sends it off.
    pub(crate) fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
        done: impl FnOnce(Result<T, Error>) + Send + 'static,
    ) -> Running {
        let pending = Pending::new(&self.pending);
        self.runtime.spawn(Box::pin(work), move |result| {
            done(result);
            drop(pending);
        })
    }

    /// Whether the caller has to see to it that there is a turn soon. True once.
    pub(crate) fn wants_turn(&self) -> bool {
        !self.awaited.swap(true, Ordering::Relaxed)
    }

    /// Calls that are not finished: their time-outs and pauses need turns.
    pub(crate) fn is_busy(&self) -> bool {
        self.pending.load(Ordering::Relaxed) > 0
    }

    /// Does what can be done now; whether something waits in the queue.
    pub(crate) fn turn(&self) -> bool {
        self.awaited.store(false, Ordering::Relaxed);
        self.queue.quietly(|| self.runtime.turn())
    }
}

/// One of the calls that are not finished; dropped with a cancelled one, too.
struct Pending(Arc<AtomicUsize>);

impl Pending {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A function of JavaScript that is called by the event loop, not from within JavaScript.
struct Callback {
    env: sys::napi_env,
    function: sys::napi_ref,
    context: sys::napi_async_context,
}

impl Callback {
    fn new(env: &Env, function: &Function<'_, (), ()>) -> Option<Self> {
        let env = env.raw();
        let (mut name, mut context, mut reference) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        let text = "wppkit";
        // SAFETY: `env` and the function are those of the call in which we are.
        let made = unsafe {
            let length = text.len().cast_signed();
            sys::napi_create_string_utf8(env, text.as_ptr().cast(), length, &mut name) == sys::Status::napi_ok
                && sys::napi_async_init(env, ptr::null_mut(), name, &mut context) == sys::Status::napi_ok
                && sys::napi_create_reference(env, function.raw(), 1, &mut reference) == sys::Status::napi_ok
        };
        made.then_some(Self { env, function: reference, context })
    }

    /// Calls it, and lets the promises that it settled go on. What it throws is uncaught.
    fn call(&self) {
        let Self { env, function, context } = *self;
        let (mut scope, mut callee, mut this) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        let mut result = ptr::null_mut();
        // SAFETY: on the environment's thread, while it lives; values are used within their scope.
        unsafe {
            if sys::napi_open_handle_scope(env, &mut scope) != sys::Status::napi_ok {
                return;
            }
            sys::napi_get_reference_value(env, function, &mut callee);
            sys::napi_get_global(env, &mut this);
            let called = sys::napi_make_callback(env, context, this, callee, 0, ptr::null(), &mut result);
            let mut thrown = ptr::null_mut();
            if called == sys::Status::napi_pending_exception
                && sys::napi_get_and_clear_last_exception(env, &mut thrown) == sys::Status::napi_ok
            {
                sys::napi_fatal_exception(env, thrown);
            }
            sys::napi_close_handle_scope(env, scope);
        }
    }
}

impl Drop for Callback {
    fn drop(&mut self) {
        // SAFETY: dropped on the environment's thread, in its clean-up.
        unsafe {
            sys::napi_async_destroy(self.env, self.context);
            sys::napi_delete_reference(self.env, self.function);
        }
    }
}
