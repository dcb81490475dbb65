//! `wppkit call`: one operation of the API or one helper, as JSON.

use serde_json::{Map, Value};
use wppkit::{
    CallOptions,
    api::{self, OperationMeta},
};

use crate::{
    arguments::{Global, Source},
    connection,
    exit::Exit,
    failure::Failure,
    input,
    output::Output,
};

/// Which operation, with what.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "With --list, the operations. Secret keys in answers, such as generate-token's token, are \
                        printed: they are what was asked for."
)]
pub(crate) struct Arguments {
    /// Id of the operation, such as status-session, or of a helper, such as wait-until-connected
    #[arg(required_unless_present = "list")]
    operation: Option<String>,

    /// The request as a JSON object; `-` reads it from standard input, `@FILE` from a file
    #[arg(value_name = "JSON|-|@FILE")]
    request: Option<String>,

    /// List the operations and helpers instead
    #[arg(long, conflicts_with_all = ["operation", "request"])]
    list: bool,
}

/// Calls the operation and prints its payload.
pub(crate) async fn run(arguments: &Arguments, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let Some(id) = arguments.operation.as_deref().filter(|_| !arguments.list) else {
        return list(output);
    };
    let has_session = match (api::by_id(id), api::helper_by_id(id)) {
        (Some(entry), _) => entry.meta.has_session(),
        (None, Some(_)) => true,
        (None, None) => return Err(unknown_operation(id)),
    };
    let request = request(arguments.request.as_deref()).await?;
    let options = CallOptions::new();
    let answer = if has_session {
        connection::session(global)?.call_json(id, request, &options).await?
    } else {
        connection::client(global)?.call_json(id, request, &options).await?
    };
    output.document(&answer.value)?;
    Ok(Exit::Done)
}

fn list(output: &Output) -> Result<Exit, Failure> {
    let metas: Vec<&OperationMeta> = api::registry().iter().map(|entry| &entry.meta).collect();
    let width = metas.iter().map(|meta| meta.id.len()).max().unwrap_or(0);
    let operations =
        metas.iter().map(|meta| format!("{:width$}  {:6} {}", meta.id, meta.method.as_str(), meta.path));
    let helpers = api::helpers().iter().map(|helper| format!("{:width$}  helper", helper.meta.id));
    let lines: Vec<String> = operations.chain(helpers).collect();
    output.result(&metas, lines.join("\n"))?;
    Ok(Exit::Done)
}

async fn request(text: Option<&str>) -> Result<Value, Failure> {
    let text = match text {
        None => return Ok(Value::Object(Map::new())),
        Some("-") => input::stdin().await?,
        Some(text) => match text.strip_prefix('@') {
            Some(path) => input::text_of(&Source::from(path)).await?,
            None => text.to_owned(),
        },
    };
    serde_json::from_str(&text).map_err(|error| {
        Failure::usage(
            format!("the request is no JSON: {error}"),
            r#"quote it for the shell: wppkit call send-message '{"phone":"5521999999999","message":"Hi"}'"#,
        )
    })
}

fn unknown_operation(id: &str) -> Failure {
    let hint = match api::nearest(id).first() {
        Some(nearest) => format!("did you mean {nearest}? All are in wppkit call --list"),
        None => "see wppkit call --list".to_owned(),
    };
    Failure::usage(format!("there is no operation or helper {id:?}"), hint)
}
