//! A result held against a new computation of it: every place where the two differ.

use serde_json::Value;

use crate::input::catalog::Catalog;
use crate::input::diagnostic::{Diagnostic, LoadError, ProblemCode, Problems};
use crate::input::json::{Document, Kind, Node};
use crate::input::node::quote;
use crate::report::batch::Decided;

/// Computes the result of a case anew and lists every difference from `result`, which was printed
/// earlier in the shape of [`ResultView`](crate::report::ResultView). Empty when the two are the same.
///
/// A difference at `seal/input` means that the case is not the one that was decided; at
/// `seal/criteria`, that the regulations, sheets or council rules are not; at `seal/engine`, that
/// another version of this library decided it.
///
/// # Errors
///
/// [`LoadError`] when the case or the result cannot be read.
///
/// # Example
///
/// ```
/// use ocop::{Case, Catalog, Seal};
/// use ocop::report::{ResultView, verify};
///
/// let catalog = Catalog::bundled();
/// let text = r#"{ "product": {"name": "Cá khô"}, "regulation": "qd-148-2023", "set": "08",
///     "stages": [{"level": "district", "date": "2024-04-10", "total": "61.5"}] }"#;
/// let case = Case::from_json(text, "case.json", &catalog)?;
/// let (result, seal) = (case.evaluate()?, Seal::of(&case));
/// let printed = serde_json::to_string(&ResultView::new(&case, &result, &seal))?;
/// let files = ("result.json", "case.json");
/// assert_eq!(verify(&printed, text, files, &catalog)?, []);
/// let changed = printed.replace("\"61.50\"", "\"71.50\"");
/// assert_eq!(verify(&changed, text, files, &catalog)?.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify(
    result: &str,
    case: &str,
    (result_file, case_file): (&str, &str),
    catalog: &Catalog,
) -> Result<Vec<Diagnostic>, LoadError> {
    let document = Document::read(result, result_file, 1)?;
    let decided = Decided::of_line(case, case_file, 1, catalog)?;
    let anew = serde_json::to_value(decided.view()).unwrap_or_default();
    let mut differences = Problems::default();
    differ(&document.root(), &anew, &mut differences);
    Ok(match differences.give::<()>(None) {
        Err(error) => error.into_diagnostics(),
        Ok(()) => Vec::new(),
    })
}

/// Whether a value is this text, number, true, false or null.
fn is(node: &Node<'_>, plain: &Value) -> bool {
    match (node.kind(), plain) {
        (Kind::Text | Kind::Escaped, Value::String(text)) => node.is_text(text),
        (Kind::Text | Kind::Escaped, _) | (_, Value::String(_)) => false,
        _ => serde_json::from_str::<Value>(node.raw()).is_ok_and(|found| found == *plain),
    }
}

/// The differences of a value as it stands in a file from the one computed anew.
fn differ(node: &Node<'_>, anew: &Value, differences: &mut Problems) {
    match anew {
        Value::Object(fields) => {
            let Some(object) = node.object(differences) else {
                return;
            };
            let keys: Vec<&str> = object.keys().collect();
            for key in fields.keys().filter(|key| !keys.contains(&key.as_str())) {
                let found = format!("no key `{key}`");
                differences.push(node.problem(ProblemCode::ResultDiffers, found, "it here"));
            }
            for (key, value) in object.into_values() {
                match fields.get(&*key) {
                    Some(field) => differ(&value, field, differences),
                    None => {
                        let found = format!("key {}", quote(&key));
                        let expected = "no such key";
                        differences.push(value.problem(
                            ProblemCode::ResultDiffers,
                            found,
                            expected,
                        ));
                    }
                }
            }
        }
        Value::Array(items) => {
            let Some(nodes) = node.list(differences) else {
                return;
            };
            if nodes.len() != items.len() {
                let found = format!("{} entries", nodes.len());
                let expected = format!("{}", items.len());
                differences.push(node.problem(ProblemCode::ResultDiffers, found, expected));
            }
            for (item, anew) in nodes.iter().zip(items) {
                differ(item, anew, differences);
            }
        }
        plain => {
            if is(node, plain) {
                return;
            }
            let expected = match plain {
                Value::String(text) => quote(text),
                other => format!("`{other}`"),
            };
            differences.push(node.problem(ProblemCode::ResultDiffers, node.quoted(), expected));
        }
    }
}
