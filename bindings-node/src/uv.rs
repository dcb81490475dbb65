//! Watching a file descriptor in libuv's loop, whose functions are found in the program that runs us.

use std::{
    ffi::{c_int, c_void},
    ptr,
    sync::OnceLock,
};

use libloading::os::unix::Library;
use napi::sys;

type Handle = *mut c_void;
type OnReady = unsafe extern "C" fn(Handle, c_int, c_int);
type OnClosed = unsafe extern "C" fn(Handle);

/// `UV_POLL` and `UV_READABLE` of uv.h, the same in every release 1.x.
const POLL: c_int = 8;
const READABLE: c_int = 1;

/// Part of the interface that libuv promises to keep within its release 1.
struct Functions {
    handle_size: unsafe extern "C" fn(c_int) -> usize,
    handle_set_data: unsafe extern "C" fn(Handle, *mut c_void),
    handle_get_data: unsafe extern "C" fn(Handle) -> *mut c_void,
    poll_init: unsafe extern "C" fn(*mut c_void, Handle, c_int) -> c_int,
    poll_start: unsafe extern "C" fn(Handle, c_int, OnReady) -> c_int,
    unref: unsafe extern "C" fn(Handle),
    close: unsafe extern "C" fn(Handle, OnClosed),
}

impl Functions {
    /// `None` in programs that have N-API without libuv.
    fn get() -> Option<&'static Self> {
        static FUNCTIONS: OnceLock<Option<Functions>> = OnceLock::new();
        FUNCTIONS.get_or_init(Self::find).as_ref()
    }

    fn find() -> Option<Self> {
        let program = Library::this();
        macro_rules! find {
            // SAFETY: the types are those of uv.h.
            ($name:literal) => {
                *unsafe { program.get($name.to_bytes_with_nul()) }.ok()?
            };
        }
        Some(Self {
            handle_size: find!(c"uv_handle_size"),
            handle_set_data: find!(c"uv_handle_set_data"),
            handle_get_data: find!(c"uv_handle_get_data"),
            poll_init: find!(c"uv_poll_init"),
            poll_start: find!(c"uv_poll_start"),
            unref: find!(c"uv_unref"),
            close: find!(c"uv_close"),
        })
    }
}

/// What belongs to a handle, until the environment ends.
struct Watch {
    uv: &'static Functions,
    /// The memory of the handle, which must not move.
    handle: Box<[u64]>,
    ready: Box<dyn Fn()>,
    cleanup: sys::napi_async_cleanup_hook_handle,
}

/// Calls `ready` on the environment's thread whenever the file descriptor is readable, as long as the environment
/// lives. It does not keep the event loop alive. Whether that is possible in this program.
pub(crate) fn watch(env: sys::napi_env, descriptor: c_int, ready: Box<dyn Fn()>) -> bool {
    let Some(uv) = Functions::get() else { return false };
    let mut event_loop = ptr::null_mut();
    // SAFETY: `env` is that of the call in which we are.
    if unsafe { sys::napi_get_uv_event_loop(env, &mut event_loop) } != sys::Status::napi_ok {
        return false;
    }
    // SAFETY: a pure function.
    let words = unsafe { (uv.handle_size)(POLL) }.div_ceil(size_of::<u64>());
    let mut watch =
        Box::new(Watch { uv, handle: vec![0; words].into_boxed_slice(), ready, cleanup: ptr::null_mut() });
    let handle: Handle = watch.handle.as_mut_ptr().cast();
    // SAFETY: the handle is as large as libuv wants it, and stays in place until `closed`.
    if unsafe { (uv.poll_init)(event_loop.cast(), handle, descriptor) } != 0 {
        return false;
    }
    let watch = Box::into_raw(watch);
    // SAFETY: the handle is initialised; `watch` is taken back by `closed`, once.
    unsafe {
        (uv.handle_set_data)(handle, watch.cast());
        (uv.unref)(handle);
        (uv.poll_start)(handle, READABLE, readable);
        sys::napi_add_async_cleanup_hook(env, Some(end), watch.cast(), &raw mut (*watch).cleanup);
    }
    true
}

unsafe extern "C" fn readable(handle: Handle, _: c_int, _: c_int) {
    let Some(uv) = Functions::get() else { return };
    // SAFETY: the data was set by `watch` and is there until `closed`.
    let watch = unsafe { &*(uv.handle_get_data)(handle).cast::<Watch>() };
    (watch.ready)();
}

unsafe extern "C" fn end(_: sys::napi_async_cleanup_hook_handle, watch: *mut c_void) {
    // SAFETY: the hook runs once, and before `closed`.
    let watch = unsafe { &mut *watch.cast::<Watch>() };
    // SAFETY: the handle was initialised and is closed here only.
    unsafe { (watch.uv.close)(watch.handle.as_mut_ptr().cast(), closed) };
}

unsafe extern "C" fn closed(handle: Handle) {
    let Some(uv) = Functions::get() else { return };
    // SAFETY: made by `watch`; libuv calls this once.
    let watch = unsafe { Box::from_raw((uv.handle_get_data)(handle).cast::<Watch>()) };
    // SAFETY: the hook has run; the environment waits for this.
    unsafe { sys::napi_remove_async_cleanup_hook(watch.cleanup) };
}
