//! Parts, sections, criteria and boxes of a sheet, with their notes.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::text::{Phrase, phrase};
use crate::value::{CriterionCode, PartId, Points, SectionCode, Star, read_only, word_code};

/// The records of a sheet, as its file states them and as they are given out.
macro_rules! sheet_records {
    ($with:ident) => {
        $with! {
            /// A part of the sheet (phần A, B, C).
            #[derive(Serialize)]
            Part {
                /// Which part.
                #[serde(rename = "part")]
                required copied id: PartId = "part", Parsed, r#""A""#;
                /// The most points that it gives.
                required copied max: Points = "max", Parsed, r#""40""#;
                /// Its sections.
                required list sections: Section = "sections", All(Keys, 1), "[]";
            }

            /// A section (mục), such as `1. TỔ CHỨC SẢN XUẤT`.
            #[derive(Serialize)]
            Section {
                /// Its number.
                #[serde(rename = "section")]
                required by_ref code: SectionCode = "section", Parsed, r#""1""#;
                /// Its title.
                required text title: String = "title", Text, r#""Tổ chức sản xuất""#;
                /// The most points that it gives.
                required copied max: Points = "max", Parsed, r#""13""#;
                /// Notes that are printed at it.
                #[serde(skip_serializing_if = "Vec::is_empty")]
                default list notes: Note = "notes", All(Keys, 0), "[]";
                /// The rule by which no points here leave the product without a star.
                #[serde(skip_serializing_if = "Option::is_none")]
                optional option zero_rule: ZeroNote = "zero_rule", Keys, "{}";
                /// Its criteria.
                required list criteria: Criterion = "criteria", All(Keys, 1), "[]";
            } check check_section

            /// A criterion (tiêu chí): one box is ticked in each.
            #[derive(Serialize)]
            Criterion {
                /// Its code, which begins with the number of its section.
                #[serde(rename = "criterion")]
                required by_ref code: CriterionCode = "criterion", Parsed, r#""1.1""#;
                /// Its title.
                #[serde(serialize_with = "shared_text")]
                required text title: Arc<str> = "title", Text, r#""Nguồn nguyên liệu""#;
                /// The most points that it gives.
                required copied max: Points = "max", Parsed, r#""3""#;
                /// The heading over it and its neighbours.
                #[serde(skip_serializing_if = "Option::is_none")]
                optional option under: Heading = "under", Keys, "{}";
                /// Whether it has one box, for `yes`.
                #[serde(skip_serializing_if = "std::ops::Not::not")]
                default copied yes_no: bool = "yes_no", FLAG, "false";
                /// The star that is printed at its title.
                #[serde(skip_serializing_if = "Option::is_none")]
                optional copied heading_star: Option<Star> = "heading_star", MARK, "4";
                /// Notes that are printed at it.
                #[serde(skip_serializing_if = "Vec::is_empty")]
                default list notes: Note = "notes", All(Keys, 0), "[]";
                /// The rule by which no points here leave the product without a star.
                #[serde(skip_serializing_if = "Option::is_none")]
                optional option zero_rule: ZeroNote = "zero_rule", Keys, "{}";
                /// The names of its two cases, where its boxes belong to cases.
                #[serde(rename = "cases", skip_serializing_if = "Vec::is_empty")]
                default list case_names: String =
                    "cases", All(Text, 1), r#"["Nguyên liệu trong nước", "Nguyên liệu nhập"]"#;
                /// Its boxes, fewest points first.
                #[serde(rename = "boxes", serialize_with = "numbered")]
                required list choices: Choice = "boxes", All(Keys, 1), "[]";
            } check check_criterion

            /// A heading over some criteria of a section.
            #[derive(Serialize)]
            Heading {
                /// Its code.
                required by_ref code: CriterionCode = "code", Parsed, r#""1.2""#;
                /// Its title.
                required text title: String = "title", Text, r#""Bảo vệ môi trường""#;
                /// The most points of its criteria together.
                required copied max: Points = "max", Parsed, r#""5""#;
            }

            /// A box of a criterion (mức, □).
            #[derive(Serialize)]
            Choice {
                /// Its points.
                required copied points: Points = "points", Parsed, r#""2""#;
                /// The star that it is the least for.
                optional copied star: Option<Star> = "star", MARK, "3";
                /// The case that it belongs to.
                #[serde(skip_serializing_if = "Option::is_none")]
                optional copied case: Option<Alternative> = "case", Parsed, r#""a""#;
                /// What is printed beside it.
                required text label: String = "label", LABEL, r#""Có, dưới 50%""#;
            }

            /// A printed note (ghi chú).
            #[derive(Serialize)]
            Note {
                /// What it asks of who scores.
                required copied kind: NoteKind = "kind", Parsed, r#""evidence""#;
                /// The note.
                required text label: String = "label", LABEL, r#""Có hợp đồng""#;
                /// The criterion without which the other does not count; only of `applies-when`.
                #[serde(rename = "criterion", skip_serializing_if = "Option::is_none")]
                optional option needs: CriterionCode = "criterion", Parsed, r#""1.1""#;
            } check check_note

            /// A rule by which no points leave the product without a star.
            #[derive(Serialize)]
            ZeroNote {
                /// The note.
                required text label: String = "label", LABEL, r#""0 điểm thì không đánh giá""#;
                /// The clause.
                required text citation: String = "citation", Text, r#""Phụ lục I, ghi chú""#;
            }
        }
    };
}
pub(crate) use sheet_records;

sheet_records!(read_only);

fn shared_text<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

/// Boxes with their numbers, from 1.
fn numbered<S: Serializer>(choices: &[Choice], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Numbered<'c> {
        #[serde(rename = "box")]
        number: usize,
        #[serde(flatten)]
        choice: &'c Choice,
    }
    serializer.collect_seq(
        (1..)
            .zip(choices)
            .map(|(number, choice)| Numbered { number, choice }),
    )
}

word_code! {
    /// What a printed note asks of who scores.
    NoteKind:
    /// What the product must be.
    Requirement = "requirement",
    /// What the criterion looks at.
    Description = "description",
    /// What proves it.
    Evidence = "evidence",
    /// It counts only when another criterion is met.
    AppliesWhen = "applies-when",
    /// One of two cases is chosen.
    ChooseOneCase = "choose-one-case",
    /// Full points where the thing is not compulsory.
    MaxIfNotRequired = "max-if-not-required",
}

word_code! {
    /// Which of two alternatives a box belongs to (trường hợp).
    Alternative:
    /// The first.
    A = "a",
    /// The second.
    B = "b",
}

impl Criterion {
    /// The name of a case, where it is known.
    #[must_use]
    pub fn case_name(&self, case: Alternative) -> Option<&str> {
        let at = usize::from(case == Alternative::B);
        self.case_names.get(at).map(String::as_str)
    }

    /// The box that is ticked, counted from 1; `None` for 0.
    pub(crate) fn choice(&self, ticked: u8) -> Option<&Choice> {
        self.choices.get(usize::from(ticked).checked_sub(1)?)
    }

    /// The points that a box gives, counted from 1; none for box 0, no box ticked. `None` where
    /// the criterion has no such box.
    #[must_use]
    pub fn points_of(&self, ticked: u8) -> Option<Points> {
        match ticked {
            0 => Some(Points::ZERO),
            _ => self.choice(ticked).map(|choice| choice.points),
        }
    }

    /// What a problem expects where the number of a box should be.
    #[must_use]
    pub fn expected_box(&self) -> Phrase {
        let (code, boxes) = (&self.code, self.choices.len());
        phrase!(
            "một ô của `{code}`, từ 0 đến {boxes}",
            "a box of `{code}` from 0 to {boxes}"
        )
    }

    /// The least points that `star` needs here, if the sheet marks any.
    pub(crate) fn required_for(&self, star: Star) -> Option<Points> {
        // READING: a mark on the heading (148, 3.e) is met by the first box that gives points.
        let on_heading = self.heading_star == Some(star);
        let meets = |choice: &&Choice| {
            choice.star == Some(star) || on_heading && choice.points > Points::ZERO
        };
        let meeting = self.choices.iter().filter(meets);
        meeting.map(|choice| choice.points).min()
    }
}
