//! Reads `criteria/councils/*.json`.

use super::document::document;
use super::record::{All, Cite, Keys, Reads};
use super::regulation_check::check_readings;
use crate::input::diagnostic::{LoadError, ProblemCode, Problems};
use crate::input::json::Node;
use crate::input::node::Object;
use crate::law::council_rules::{CouncilRules, Limit};
use crate::law::regulation::Reading;
use crate::value::codes::RulesId;

impl CouncilRules {
    /// Reads the rules of a council; cases name them by `id`, the name of their file.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem of the text: not JSON, an unknown or missing key, a value
    /// of the wrong kind, a quorum above all members.
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::law::CouncilRules;
    ///
    /// let text = r#"{"name": "Quy chế", "source": "tỉnh", "spread": "5",
    ///     "quorum": {"numerator": 2, "denominator": 3}, "chair": "chair", "minimum_by": "all",
    ///     "shown_decimals": 2,
    ///     "citations": {"spread": "Điều 7", "quorum": "Điều 5", "minimum_by": "Điều 7"}}"#;
    /// let rules = CouncilRules::from_json("tay-ninh".parse()?, text, "tay-ninh.json")?;
    /// assert_eq!(rules.quorum_of(7), 5);
    /// let more_than_all = text.replace("\"numerator\": 2", "\"numerator\": 4");
    /// assert!(CouncilRules::from_json("tay-ninh".parse()?, &more_than_all, "tay-ninh.json").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_json(id: RulesId, text: &str, file: &str) -> Result<CouncilRules, LoadError> {
        document(text, file, 1, |root, object, problems| {
            read(id, *root, object, problems)
        })
    }
}

fn read(
    id: RulesId,
    root: Node<'_>,
    mut object: Object<'_>,
    problems: &mut Problems,
) -> Option<CouncilRules> {
    object.format(problems);
    let name = object.text("name", problems);
    let source = object.text("source", problems);
    let spread = object.optional("spread").map(|node| node.parsed(problems));
    let quorum = object
        .required("quorum", problems)
        .and_then(|node| fraction(&node, problems));
    let chair = object.parsed("chair", problems);
    let minimum_by = object.parsed("minimum_by", problems);
    let zero_by = object.optional("zero_by").map(|node| node.parsed(problems));
    let shown_decimals = object
        .required("shown_decimals", problems)
        .and_then(|node| node.number(0, 6, problems));
    let mut citations = object
        .required("citations", problems)
        .and_then(|node| node.object(problems))?;
    let mut cited = |key| {
        let node = citations.required(key, problems)?;
        Cite.read(node, problems)
    };
    let spread_citation = cited("spread");
    let quorum_citation = cited("quorum");
    let minimum_citation = cited("minimum_by");
    // Where the rules do not have the value, its clause would say nothing.
    let zero_citation = zero_by.is_some().then(|| cited("zero_by")).flatten();
    citations.finish(problems);
    let readings = object.optional("readings");
    let readings = readings.map(|node| All(Keys, 0).read(node, problems));
    let readings: Vec<Reading> = readings.unwrap_or_else(|| Some(Vec::new()))?;
    check_readings(root, &readings, problems);
    object.finish(problems);
    Some(CouncilRules {
        id,
        name: name?,
        source: source?,
        spread: match spread {
            None => None,
            Some(most) => Some(Limit {
                value: most?,
                citation: spread_citation?,
            }),
        },
        quorum: Limit {
            value: quorum?,
            citation: quorum_citation?,
        },
        chair: chair?,
        minimum_by: Limit {
            value: minimum_by?,
            citation: minimum_citation?,
        },
        zero_by: match zero_by {
            None => None,
            Some(by) => Some(Limit {
                value: by?,
                citation: zero_citation?,
            }),
        },
        shown_decimals: shown_decimals?,
        readings,
    })
}

/// A quorum as a fraction of the members appointed, above 0 and at most 1.
fn fraction(node: &Node<'_>, problems: &mut Problems) -> Option<(u16, u16)> {
    let mut object = node.object(problems)?;
    let mut part = |key| {
        object
            .required(key, problems)
            .and_then(|node| node.number(1, 1000, problems))
            .and_then(|number| u16::try_from(number).ok())
    };
    let (numerator, denominator) = (part("numerator"), part("denominator"));
    object.finish(problems);
    let (numerator, denominator) = (numerator?, denominator?);
    if numerator > denominator {
        problems.push(node.problem(
            ProblemCode::BadNumber,
            format!("`{numerator}/{denominator}`"),
            "a fraction of at most 1",
        ));
        return None;
    }
    Some((numerator, denominator))
}
