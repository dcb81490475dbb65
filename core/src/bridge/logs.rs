//! What the core tells about its work, for the logging of other languages.

use std::{
    fmt,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use serde::Serialize;
use serde_json::{Map, Value};
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{Layer, layer::Context, prelude::*, registry::LookupSpan};

/// Something that happened. Secrets and tokens are in none of its fields: the core never hands them to spans.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LogRecord {
    /// `error`, `warn`, `info`, `debug` or `trace`.
    pub level: &'static str,
    /// The module, such as `wppkit::call`.
    pub target: &'static str,
    /// What happened; of a span that ended, its name.
    pub message: String,
    /// The fields of the event and, where they are not its own, of the spans around it; of a span that ended also
    /// `durationMs`.
    pub fields: Map<String, Value>,
    /// Whether it is a span that ended.
    pub span: bool,
}

type Sink = Box<dyn Fn(LogRecord) + Send + Sync>;

static SINK: OnceLock<Sink> = OnceLock::new();
/// Position of the most talkative level that is told, 0 for none; see [`rank`].
static LEVEL: AtomicUsize = AtomicUsize::new(0);

fn rank(level: Level) -> usize {
    match level {
        Level::ERROR => 1,
        Level::WARN => 2,
        Level::INFO => 3,
        Level::DEBUG => 4,
        Level::TRACE => 5,
    }
}

/// Tells what happens from now on to the sink, which must not block. Only the first sink of a process counts.
///
/// Where the host program has set a tracing subscriber of its own, that one keeps getting everything, and the sink
/// nothing; the answer says so.
pub fn install(sink: impl Fn(LogRecord) + Send + Sync + 'static) -> bool {
    SINK.set(Box::new(sink)).is_ok()
        && tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Tell)).is_ok()
}

/// Tells only what is at least as grave as `level` (`error` … `trace`); `None` or another word switches off.
pub fn set_level(level: Option<&str>) {
    let level = level.and_then(|level| level.parse::<Level>().ok()).map_or(0, rank);
    LEVEL.store(level, Ordering::Relaxed);
    tracing::callsite::rebuild_interest_cache();
}

/// Whether anything is told at present.
pub fn is_on() -> bool {
    LEVEL.load(Ordering::Relaxed) > 0
}

struct Tell;

/// What a span knows of itself.
struct Facts {
    fields: Map<String, Value>,
    began: Instant,
}

fn told(metadata: &Metadata<'_>) -> bool {
    rank(*metadata.level()) <= LEVEL.load(Ordering::Relaxed) && metadata.target().starts_with("wppkit")
}

impl<S: Subscriber + for<'l> LookupSpan<'l>> Layer<S> for Tell {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> tracing::subscriber::Interest {
        if told(metadata) {
            tracing::subscriber::Interest::always()
        } else {
            tracing::subscriber::Interest::never()
        }
    }

    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        told(metadata)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(Facts { fields: fields.map, began: Instant::now() });
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(facts) = span.extensions_mut().get_mut::<Facts>() {
            let mut fields = Fields::default();
            values.record(&mut fields);
            facts.fields.extend(fields.map);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let message = match fields.map.remove("message") {
            Some(Value::String(message)) => message,
            _ => String::new(),
        };
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(facts) = span.extensions().get::<Facts>() {
                for (key, value) in &facts.fields {
                    fields.map.entry(key.clone()).or_insert_with(|| value.clone());
                }
            }
        }
        tell(event.metadata(), message, fields.map, false);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        if let Some(facts) = span.extensions_mut().remove::<Facts>() {
            let mut fields = facts.fields;
            fields.insert("durationMs".to_owned(), (facts.began.elapsed().as_secs_f64() * 1000.0).into());
            tell(span.metadata(), span.name().to_owned(), fields, true);
        }
    }
}

fn tell(metadata: &'static Metadata<'static>, message: String, fields: Map<String, Value>, span: bool) {
    let level = match *metadata.level() {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    };
    if let Some(sink) = SINK.get() {
        sink(LogRecord { level, target: metadata.target(), message, fields, span });
    }
}

#[derive(Default)]
struct Fields {
    map: Map<String, Value>,
}

impl Fields {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        self.map.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }
}
