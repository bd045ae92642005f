//! Reads `criteria/councils/*.json`.

use super::regulation::check_readings;
use super::{
    All, CITE, Diagnostic, Keys, LoadError, Node, Parsed, Problems, Reads, Text, Whole, document,
    file_record, refusals,
};
use crate::law::rules::Limit;
use crate::law::{ChairRule, CouncilRules, MinimumBy, Reading, ZeroBy};
use crate::text::Citation;
use crate::value::{Points, RulesId};

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
        document(text, file, 1, |root, problems| {
            let file: Option<RulesFile> = Keys.read(root, problems);
            // Where the list cannot be read, it says so itself.
            let read = |list| All(Keys, 0).read(list, &mut Problems::default());
            if let Some(listed) = root.get("readings").map_or(Some(Vec::new()), read) {
                check_readings(root, &listed, problems);
            }
            file.map(|file| file.rules(id))
        })
    }
}

/// The most members that a fraction is of.
const MAX_MEMBERS: u32 = 1_000;

file_record! {
    /// A council's rules: criteria/councils/<name>.json.
    RulesFile {
        /// What the rules are called.
        required name: String = "name", Text, r#""Quy chế của Hội đồng""#;
        /// Who laid them down.
        required source: String = "source", Text, r#""UBND tỉnh""#;
        /// The most points by which the totals of sheets may differ.
        optional spread: Points = "spread", Parsed, r#""10""#;
        /// The share of the members appointed that must be there.
        required quorum: Quorum = "quorum", Keys, "{}";
        /// Who may take the chair.
        required chair: ChairRule = "chair", Parsed, r#""chair""#;
        /// How a council meets a least box.
        required minimum_by: MinimumBy = "minimum_by", Parsed, r#""majority""#;
        /// How a council gives no points.
        optional zero_by: ZeroBy = "zero_by", Parsed, r#""majority""#;
        /// Decimals of the points on papers.
        required shown_decimals: u32 = "shown_decimals", Whole(0, 6), "2";
        /// The clause of each value.
        required citations: Citations = "citations", Keys, "{}";
        /// The readings taken where the rules are silent.
        default readings: Vec<Reading> = "readings", All(Keys, 0), "[]";
    } check check_file

    /// A fraction of the members appointed, above 0 and at most 1.
    Quorum {
        /// The part.
        required numerator: u16 = "numerator", Whole(1, MAX_MEMBERS), "2";
        /// The whole.
        required denominator: u16 = "denominator", Whole(1, MAX_MEMBERS), "3";
    } check check_quorum

    /// The clause of each value.
    Citations {
        /// Of `spread`.
        required spread: Citation = "spread", CITE, r#""Điều 7""#;
        /// Of `quorum`.
        required quorum: Citation = "quorum", CITE, r#""Điều 5""#;
        /// Of `minimum_by`.
        required minimum_by: Citation = "minimum_by", CITE, r#""Điều 7""#;
        /// Of `zero_by`, where the rules have it.
        optional zero_by: Citation = "zero_by", CITE, r#""Điều 7""#;
    }
}

/// The value of `zero_by` and its clause are there together.
fn check_file(file: &RulesFile, node: Node<'_>, problems: &mut Problems) {
    let citations = node.find("citations");
    match (file.zero_by, &file.citations.zero_by) {
        (Some(_), None) => problems.push(citations.placed(Diagnostic::missing_key("zero_by"))),
        (None, Some(_)) => problems.push(citations.placed(clause_without_value())),
        _ => {}
    }
}

fn check_quorum(quorum: &Quorum, node: Node<'_>, problems: &mut Problems) {
    let (numerator, denominator) = (quorum.numerator, quorum.denominator);
    if numerator > denominator {
        problems.push(node.placed(more_than_all(numerator, denominator)));
    }
}

impl RulesFile {
    fn rules(self, id: RulesId) -> CouncilRules {
        let cited = self.citations;
        let quorum = (self.quorum.numerator, self.quorum.denominator);
        let zero_by = self.zero_by.zip(cited.zero_by);
        CouncilRules {
            id,
            name: self.name,
            source: self.source,
            // Where the rules do not have the value, its clause would say nothing.
            spread: self.spread.map(|most| Limit::new(most, cited.spread)),
            quorum: Limit::new(quorum, cited.quorum),
            chair: self.chair,
            minimum_by: Limit::new(self.minimum_by, cited.minimum_by),
            zero_by: zero_by.map(|(value, citation)| Limit::new(value, citation)),
            shown_decimals: self.shown_decimals,
            readings: self.readings,
        }
    }
}

refusals! {
    clause_without_value() = UnknownKey,
        ["`zero_by`"],
        ["`zero_by` chỉ khi quy chế có `zero_by`", "`zero_by` only beside the value `zero_by`"];
    more_than_all(numerator: u16, denominator: u16) = BadNumber,
        ["`{numerator}/{denominator}`"],
        ["một phân số nhiều nhất bằng 1", "a fraction of at most 1"];
}
