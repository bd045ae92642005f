//! Evaluates and star-ranks products of Vietnam's OCOP programme (Mỗi xã một sản phẩm), exactly and
//! with reasons.
//!
//! A [`Case`] is one product with what each level of the administration did. It is read from JSON or
//! built from values, checked against a [`Catalog`] of regulations, sheets and council rules, and
//! evaluated.
//!
//! ```
//! use ocop::input::{RawCase, RawProduct, RawSheet, RawStage};
//! use ocop::law::Criterion;
//! use ocop::{Case, Catalog, Lang, Level, Star};
//!
//! let catalog = Catalog::bundled();
//! let set = catalog.set("qd-26-2026", "08")?;
//! let last_box = |criterion: &Criterion| criterion.choices().len() as u32;
//! let sheet = |assessor| RawSheet::default().assessor(assessor).filled(&set, last_box);
//! let stage = RawStage::default()
//!     .level(Level::Province)
//!     .date("2026-11-02".parse()?)
//!     .sheets([sheet("m1"), sheet("m2")]);
//! let case = RawCase::default()
//!     .product(RawProduct::default().name("Cá khô"))
//!     .regulation("qd-26-2026".parse()?)
//!     .set("08".parse()?)
//!     .stages([stage]);
//! let result = Case::new(&case, "dossier 17", &catalog)?.evaluate();
//! assert_eq!(result.star(), Some(Star::Five));
//! for reason in result.reasons() {
//!     println!("{} [{}]", reason.text(Lang::En), reason.citation());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it decides
//!
//! The star of each stage, from points, minima and zero rules; what is done with the dossier next; the
//! [`Outcome`], and the certificate with its days. Every answer has [`Reason`]s that cite their clause.
//! An [`EvaluatedCase`] also gives the least work to a star, how close it is to another, and whether a
//! stored result ([`Evaluation::from_json`]) still holds. [`scoring::Draft`] accompanies a form that is being filled in;
//! [`scoring::Scorer`] scores councils from plain boxes; [`procedure::History`] follows a certificate.
//!
//! Points are exact decimals, a mean is a sum and a count, and nothing is rounded before the star. Low
//! stars, missed minima and disqualifications are results; an error is a [`LoadError`] with every
//! [`Diagnostic`]: a stable code, a JSON Pointer, line and column, Vietnamese and English.
//!
//! # What it refuses
//!
//! It does not ask whether a box was ticked rightly. A council's own rules are data
//! ([`Catalog::extend`]). Input that is incomplete or contradicts itself is refused, never completed. The
//! library opens no file, and has no clock, network, thread or unsafe code.
//!
//! # How sure the data is
//!
//! The feature `bundled`, on by default, embeds four regulations from 2019 to 2026 and their 78
//! sheets. Each sheet names its source and how it was checked. Five of them are
//! [incomplete](law::SetStatus) and list their gaps, and the minima of 1048/2019 are not known; results
//! warn of both. Where the law is silent, a [reading](law::Reading) is taken and cited.
//!
//! # Modules
//!
//! | module | answers |
//! |---|---|
//! | [`value`] | Basic value types: points and means, dates, stars, codes. |
//! | [`text`] | Reasons, and the Vietnamese and English words of every answer. |
//! | [`law`] | The content of a decision: regulations, criteria sets, council rules, plans. |
//! | [`input`] | Reading: JSON text or values to checked cases, or every problem with its place. |
//! | [`scoring`] | Score sheets and councils: totals, minima, and the star that follows. |
//! | [`procedure`] | What each level decides, what comes next, certificates and histories. |
//! | [`insight`] | Advice, sensitivity, and what moved between two results. |
//! | [`portfolio`] | Many cases together: counts, certificates, targets of a plan. |
//!
//! Each module uses only those above it in this table.

pub mod input;
pub mod insight;
pub mod law;
pub mod portfolio;
pub mod procedure;
pub mod scoring;
pub mod text;
pub mod value;

pub use input::{Catalog, Diagnostic, LoadError};
pub use procedure::{Case, EvaluatedCase, Evaluation, Outcome, Seal, Status};

pub use text::{Lang, Reason};
pub use value::{Date, Level, Mean, Points, Star};

/// The example of the README, kept in step with the library.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
