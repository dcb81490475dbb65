//! What an operation is: a request type, a response type and the metadata that everything is derived from.

use serde::{Serialize, de::DeserializeOwned};

use crate::InvalidField;

/// One route of the server as a Rust type.
///
/// The request is a flat struct; its JSON object is split into path, query and body by [`OperationMeta`].
pub trait Operation: Serialize + DeserializeOwned + schemars::JsonSchema + Send + Sync + 'static {
    /// What a successful answer carries, without its envelope.
    type Response: DeserializeOwned + Serialize + schemars::JsonSchema + Send + 'static;

    /// The facts that client, mock and generators share.
    const META: OperationMeta;

    /// Refuses what the server would misread. Called before anything leaves.
    fn validate(&self) -> Result<(), InvalidField> {
        Ok(())
    }
}

/// Facts about one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct OperationMeta {
    /// Stable kebab-case name: the last static segment of the path, but for a few that would collide.
    pub id: &'static str,
    /// The group that the operation hangs on.
    pub group: Group,
    /// HTTP method.
    pub method: Method,
    /// Path template; `{session}` and `{secretkey}` come from the scope, other parameters from the request.
    pub path: &'static str,
    /// Request fields that travel in the query string.
    pub query: &'static [(&'static str, QueryKind)],
    /// How the server authenticates it.
    pub auth: Auth,
    /// Whether the server refuses it with 404 unless a logged-in client is in memory.
    pub needs_connected: bool,
    /// What repeating it does.
    pub effect: Effect,
    /// Which deadline applies by default.
    pub timeout: TimeoutClass,
    /// Status of a successful answer.
    pub success: u16,
    /// Where the payload stands in the answer.
    pub payload: Payload,
    /// Name of the multipart field, if the route takes an upload.
    pub multipart: Option<&'static str>,
    /// Whether the route is nothing without the upload.
    pub file_required: bool,
    /// Whether the body's media type is sent without a charset. The server then loses the answer of a guard that
    /// takes `false` for a missing value, and gives the one of the work itself.
    pub exact_json: bool,
    /// First server version that has the route.
    pub since: &'static str,
    /// Why the client refuses to call it, if the route is broken upstream or does harm.
    pub unsupported: Option<Unsupported>,
    /// When it never answers at all, as the end of a sentence.
    pub no_answer: Option<&'static str>,
    /// What it answers when it fails, besides the refusals that all routes of its kind share: of the token, of a
    /// session that is not active, of a number that does not exist.
    pub failures: &'static [Failure],
}

/// Why an operation is not called, and what to do instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Unsupported {
    /// What the server does when it is called.
    pub reason: &'static str,
    /// What to call or do instead.
    pub instead: &'static str,
}

impl Unsupported {
    /// A route that does something else than it says.
    pub const fn new(reason: &'static str, instead: &'static str) -> Self {
        Self { reason, instead }
    }
}

/// An answer of an operation that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Failure {
    /// Status of the answer.
    pub status: u16,
    /// What leads to it.
    pub when: &'static str,
    /// The body as JSON, by example. What stands under `error` and `log` may be any JSON: the server puts there
    /// what became of a JavaScript error.
    pub body: &'static str,
}

impl Failure {
    /// A failure with its status, cause and an example of its body.
    pub const fn new(status: u16, when: &'static str, body: &'static str) -> Self {
        Self { status, when, body }
    }
}

impl OperationMeta {
    /// The most common values; `operation!` overrides what differs.
    pub(crate) const DEFAULT: Self = Self {
        id: "",
        group: Group::Misc,
        method: Method::Get,
        path: "",
        query: &[],
        auth: Auth::Token,
        needs_connected: true,
        effect: Effect::Read,
        timeout: TimeoutClass::Normal,
        success: 200,
        payload: Payload::Response,
        multipart: None,
        file_required: false,
        exact_json: false,
        since: "2.0.0",
        unsupported: None,
        no_answer: None,
        failures: &[],
    };

    /// Names of the path parameters, in order, `session` and `secretkey` included.
    pub fn path_parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
    }

    /// Whether the operation belongs to one session (its path names it).
    pub fn has_session(&self) -> bool {
        self.path_parameters().any(|name| name == "session")
    }

    /// The media type under which a JSON body is sent.
    pub fn json_type(&self) -> &'static str {
        if self.exact_json { "application/json" } else { "application/json; charset=utf-8" }
    }

    /// Whether an answer with this status is a success. Some routes succeed with a redirect or an error status.
    pub fn is_success(&self, status: u16) -> bool {
        (200..300).contains(&status) || status == self.success
    }

    /// The id in snake_case, as Rust and Python spell it.
    pub fn snake_case_id(&self) -> String {
        self.id.replace('-', "_")
    }
}

/// HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    /// The method as the request line spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// Whether requests with this method carry a body. GET and DELETE send none, and no content type.
    pub const fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put)
    }
}

/// How the server authenticates an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// `Authorization: Bearer <minted token>`.
    Token,
    /// The server's secret key is a segment of the path.
    SecretInPath,
    /// Nothing is checked.
    None,
}

/// What repeating an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Changes nothing that anyone can see; may be repeated.
    Read,
    /// Changes something, and repeating gives the same end state; may be repeated.
    Set,
    /// Each call delivers or creates something; must not be repeated unless it provably never left.
    Send,
}

/// Which default deadline applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeoutClass {
    /// 60 s.
    Normal,
    /// 90 s: start, close, logout.
    Session,
    /// 180 s: uploads and downloads.
    Media,
}

/// Where the payload stands in a successful answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Payload {
    /// The answer is the payload.
    Whole,
    /// Under the key `response`.
    Response,
    /// Under `response.data`.
    ResponseData,
    /// A PNG (then `{"png": <base64>}`) or a JSON object.
    PngOrObject,
    /// The body as text.
    Text,
    /// The body as it is: `{"mediaType", "base64": <base64>}`.
    Bytes,
    /// No body: nothing.
    Nothing,
}

/// How a query parameter is read by the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QueryKind {
    /// Taken as it is.
    Text,
    /// Converted to a number.
    Number,
    /// `true` or `false`.
    Flag,
}

/// The groups that operations hang on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Group {
    Auth,
    Session,
    Messages,
    Chat,
    Contacts,
    Groups,
    Communities,
    Newsletters,
    Catalog,
    Labels,
    Stories,
    Profile,
    Business,
    Device,
    Misc,
    Health,
}

impl Group {
    /// The group's name in snake_case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Session => "session",
            Self::Messages => "messages",
            Self::Chat => "chat",
            Self::Contacts => "contacts",
            Self::Groups => "groups",
            Self::Communities => "communities",
            Self::Newsletters => "newsletters",
            Self::Catalog => "catalog",
            Self::Labels => "labels",
            Self::Stories => "stories",
            Self::Profile => "profile",
            Self::Business => "business",
            Self::Device => "device",
            Self::Misc => "misc",
            Self::Health => "health",
        }
    }
}

/// Makes a struct an [`Operation`]: `operation! { Request => Response { Post "/path", id: "…", … } }`.
///
/// Metadata left out keeps the value of `OperationMeta::DEFAULT`. A trailing `validate function` names the
/// check that refuses bad input.
macro_rules! operation {
    ($request:ty => $response:ty {
        $method:ident $path:literal, id: $id:literal, group: $group:ident
        $(, $field:ident: $value:expr)* $(,)?
    } $(validate $validate:path)?) => {
        impl $crate::Operation for $request {
            type Response = $response;
            const META: $crate::OperationMeta = $crate::OperationMeta {
                id: $id,
                group: $crate::Group::$group,
                method: $crate::Method::$method,
                path: $path,
                $($field: $value,)*
                ..$crate::OperationMeta::DEFAULT
            };
            $(fn validate(&self) -> Result<(), $crate::InvalidField> {
                $validate(self)
            })?
        }
    };
}
