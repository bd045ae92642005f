//! An example of a service that links `ocop`: a case in, its result out; a workbook in, the
//! minutes out. `README.md` has requests to try.
//!
//! Nothing is kept: each request is answered from its own body and the catalog.

use std::error::Error;
use std::sync::Arc;
use std::{env, future};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use ocop::input::{MAX_DOCUMENT_BYTES, ProblemCode};
use ocop::text::Phrase;
use ocop::{Catalog, Diagnostic, EvaluatedCase, Lang, LoadError};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::{signal, task};

/// Where it listens when neither an argument nor `OCOP_ADDRESS` says so.
const ADDRESS: &str = "127.0.0.1:3000";

const JSON: &str = "application/json";
const FORM: &str = "multipart/form-data";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Pages load nothing and run nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'";

/// The page with the upload.
const UPLOAD: &str = include_str!("upload.html");

/// Why a request has no answer.
enum Refused {
    /// What it brought is wrong.
    Input(LoadError),
    /// It brought another kind of thing.
    Media(&'static str),
    /// It could not be read, or was too large: as the server puts it.
    Body(Response),
    /// This program is wrong.
    Fault,
}

impl From<LoadError> for Refused {
    fn from(error: LoadError) -> Refused {
        Refused::Input(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Refused::Input(error) => {
                let body = json!({ "errors": error.diagnostics() }).to_string();
                (
                    StatusCode::BAD_REQUEST,
                    [(header::CONTENT_TYPE, JSON)],
                    body,
                )
                    .into_response()
            }
            Refused::Media(expected) => {
                let expected = format!("expected {expected}\n");
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, expected).into_response()
            }
            Refused::Body(response) => response,
            Refused::Fault => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

/// A problem with a whole body.
fn whole(code: ProblemCode, name: &str, found: Phrase, expected: Phrase) -> Refused {
    Refused::Input(Diagnostic::of_file(code, name, found, expected).into())
}

/// The media type of a request, without its parameters.
fn media_type(request: &Request) -> String {
    let value = request.headers().get(header::CONTENT_TYPE);
    let value = value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

async fn body(request: Request) -> Result<Bytes, Refused> {
    let bytes = Bytes::from_request(request, &()).await;
    bytes.map_err(|refused| Refused::Body(refused.into_response()))
}

/// A case in, its result out, as `ocop evaluate --json` gives it.
async fn evaluate(
    State(catalog): State<Arc<Catalog>>,
    request: Request,
) -> Result<Response, Refused> {
    const NAME: &str = "case.json";
    if media_type(&request) != JSON {
        return Err(Refused::Media(JSON));
    }
    let bytes = body(request).await?;
    let text = str::from_utf8(&bytes).map_err(|_| {
        let found = Phrase::new("các byte không phải UTF-8", "bytes that are not UTF-8");
        let expected = Phrase::new("toàn bộ là UTF-8", "UTF-8 throughout");
        whole(ProblemCode::NotUtf8, NAME, found, expected)
    })?;
    // Some microseconds, so it may stay on the thread that serves.
    let decided = EvaluatedCase::from_json_line(text, NAME, 1, &catalog)?;
    let answer = serde_json::to_string(&decided).map_err(|_| Refused::Fault)?;
    Ok(([(header::CONTENT_TYPE, JSON)], answer).into_response())
}

/// A filled workbook in, from a form or as it is, the minutes of its council out.
async fn workbook(
    State(catalog): State<Arc<Catalog>>,
    request: Request,
) -> Result<Html<String>, Refused> {
    let (name, bytes) = match media_type(&request).as_str() {
        FORM => uploaded(request).await?,
        XLSX => ("workbook.xlsx".to_owned(), body(request).await?),
        _ => {
            return Err(Refused::Media(
                "an .xlsx workbook, from a form or by its media type",
            ));
        }
    };
    // Unpacking takes a while, and other requests should not wait for it.
    let page = task::spawn_blocking(move || minutes(&name, &bytes, &catalog)).await;
    page.map_err(|_| Refused::Fault)?.map(Html)
}

/// The file of the form's field `workbook`, with its name.
async fn uploaded(request: Request) -> Result<(String, Bytes), Refused> {
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|refused| Refused::Body(refused.into_response()))?;
    let broken =
        |error: axum::extract::multipart::MultipartError| Refused::Body(error.into_response());
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() == Some("workbook") {
            let name = field.file_name().unwrap_or("workbook.xlsx").to_owned();
            return Ok((name, field.bytes().await.map_err(broken)?));
        }
    }
    let found = Phrase::new("không có trường `workbook`", "no field `workbook`");
    let expected = Phrase::new("một trường có tệp", "one with the file");
    Err(whole(ProblemCode::MissingKey, "form", found, expected))
}

fn minutes(name: &str, bytes: &[u8], catalog: &Catalog) -> Result<String, Refused> {
    let case = ocop_papers::read_workbook(bytes, name, catalog)?;
    let decided = case.evaluate();
    let regulations = catalog.regulations().map_err(|_| Refused::Fault)?;
    Ok(ocop_papers::minutes(&[decided], &regulations, Lang::Vi))
}

async fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = env::args().nth(1).or_else(|| env::var("OCOP_ADDRESS").ok());
    let listener = TcpListener::bind(address.as_deref().unwrap_or(ADDRESS)).await?;
    println!("http://{}", listener.local_addr()?);
    let service = Router::new()
        .route("/", get(Html(UPLOAD)))
        .route("/evaluate", post(evaluate))
        .route("/workbook", post(workbook))
        .layer(DefaultBodyLimit::max(MAX_DOCUMENT_BYTES))
        .layer(axum::middleware::map_response(guarded))
        .with_state(Arc::new(Catalog::bundled()));
    let stopped = async {
        if signal::ctrl_c().await.is_err() {
            // Without a signal to wait for, it runs until it is killed.
            future::pending::<()>().await;
        }
    };
    // Requests that are being answered are answered.
    axum::serve(listener, service)
        .with_graceful_shutdown(stopped)
        .await?;
    Ok(())
}
