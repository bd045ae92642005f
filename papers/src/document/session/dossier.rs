//! What a dossier holds at a level by the regulation's data, and what it lacks.

use ocop::law::{CriteriaSet, DossierItem, Regulation};
use ocop::procedure::{Application, Stage};
use ocop::text::{Reason, ReasonCode};
use ocop::value::ApplicationKind;
use ocop::{EvaluatedCase, Level};

use super::each::{grouped, once_each};
use super::item::{Item, KINDS};
use crate::document::block::Block;
use crate::document::text::{Text, fill};

/// The dossier itself, which goes with every letter.
pub(super) const DOSSIER: &str = "Hồ sơ sản phẩm";

/// What goes with the letter by which a stage sends a dossier to a level, by the data of that stage's own
/// regulation: not the letter itself, and no sets, which hold it all. None where they list nothing.
pub(super) fn attached(case: &EvaluatedCase, stage: &Stage, at: Level) -> Option<Vec<Text>> {
    let with = |item: &&DossierItem| {
        let id = item.id();
        !(id.ends_with("-letter") || id.contains("-set"))
    };
    // Papers name bodies in full, the data in short.
    let named = |item: &DossierItem| match item.id() {
        "council-report" => "Báo cáo kết quả đánh giá của Hội đồng cấp tỉnh".into(),
        _ if item.id().starts_with("samples") => fill("{} cho mỗi sản phẩm", &[&item.label()]),
        "approving-decision" => {
            "Quyết định phê duyệt kết quả đánh giá của Chủ tịch Ủy ban nhân dân cấp tỉnh".into()
        }
        _ => Text::from(item.label()),
    };
    let law = (stage.regulation(), stage.set());
    let (items, differ) = needed(case.case().application(), law, &[at]);
    let labels = items.into_iter().filter(with).map(named).chain(differ);
    let mut listed = once_each(labels);
    (!listed.is_empty()).then(|| {
        listed.push(DOSSIER.into());
        listed
    })
}

/// What goes with each of several products: one list where it is the same for all, else a list for those
/// that it is of, by name.
pub(super) fn by_product(lists: impl IntoIterator<Item = (String, Vec<Text>)>) -> Vec<Block> {
    let lists = grouped(lists, |(_, list)| list.clone());
    let several = lists.len() > 1;
    let blocks = lists.into_iter().flat_map(|(list, of)| {
        let names: Vec<&str> = of.iter().map(|(name, _)| name.as_str()).collect();
        let head = several.then(|| Block::filled("Đối với {}:", &[&names.join(", ")]));
        head.into_iter().chain([Block::List(list)])
    });
    blocks.collect()
}

/// The items that a dossier holds at some levels, by a regulation's data: those of what is applied for.
/// Where that is not known, those that every kind has, and a blank if the kinds differ.
fn needed<'c>(
    application: &Application,
    (regulation, set): (&'c Regulation, &CriteriaSet),
    at: &[Level],
) -> (Vec<&'c DossierItem>, Option<Text>) {
    let of = |kind, level| regulation.dossier(kind, set.code(), level);
    if application.kind.is_some() {
        let items = at.iter().flat_map(|&level| {
            let kind = application.kind_at(regulation, level).into_iter();
            kind.flat_map(move |kind| of(kind, level))
        });
        return (items.collect(), None);
    }
    let of_kind = |&kind| at.iter().flat_map(|&level| of(kind, level)).collect();
    let kinds: Vec<Vec<&DossierItem>> = ApplicationKind::ALL.iter().map(of_kind).collect();
    let of_all = |item: &&DossierItem| {
        let mut kinds = kinds.iter();
        kinds.all(|kind| kind.iter().any(|other| other.id() == item.id()))
    };
    let common: Vec<&DossierItem> = kinds.iter().flatten().copied().filter(of_all).collect();
    let once = grouped(common, |item| item.id()).into_iter();
    let once: Vec<&DossierItem> = once.filter_map(|(_, same)| same.first().copied()).collect();
    let differ = kinds.iter().any(|kind| kind.len() > once.len());
    let blank = format!("giấy tờ theo hình thức đăng ký: {KINDS}");
    (once, differ.then(|| Text::blank(&blank)))
}

impl Item<'_> {
    /// Whether samples go with its dossier, by the regulation's data; where that tells of no samples at
    /// all, for everything but services of tourism.
    pub(super) fn has_samples(&self) -> bool {
        let (regulation, own) = (self.stage.regulation(), self.stage.set().code());
        let sends = |set| {
            let kinds = ApplicationKind::ALL.iter();
            kinds.copied().any(|kind| {
                let mut levels = Level::ALL.iter();
                levels.any(|&level| {
                    let mut items = regulation.dossier(kind, set, level);
                    items.any(|item| item.id().starts_with("samples"))
                })
            })
        };
        let mut sets = regulation.sets().iter();
        if sets.any(|entry| sends(entry.code())) {
            return sends(own);
        }
        let entry = regulation.set(own);
        !entry.is_some_and(|entry| entry.sector().starts_with("Dịch vụ du lịch"))
    }
}

/// Whether a warning names an item that a dossier lacks.
pub(super) fn is_of_an_item(warning: &Reason) -> bool {
    let lacks = [
        ReasonCode::DossierMissing,
        ReasonCode::DossierMissingProducer,
    ];
    lacks.contains(&warning.code())
}

/// The items that a dossier lacks at the levels that it has reached, where it tells what it holds: those
/// that the result warns of. Where the kind is not known, the result warns of none.
pub(super) fn missing(evaluated: &EvaluatedCase) -> Vec<Text> {
    let case = evaluated.case();
    let Some(held) = &case.application().items else {
        return Vec::new();
    };
    if case.application().kind.is_some() {
        let warnings = evaluated.warnings().iter();
        let args = warnings.filter(|warning| is_of_an_item(warning));
        let args = args.flat_map(Reason::args);
        let items = args.filter(|(name, _)| *name == "item");
        return items.map(|(_, item)| Text::from(&*item.word())).collect();
    }
    let stages = case.stages().iter().map(|stage| stage.level());
    let reached = once_each([Level::Commune].into_iter().chain(stages));
    // As the result warns: by the law that the case ends under.
    let law = (case.regulation(), case.set());
    let (items, differ) = needed(case.application(), law, &reached);
    let items = items.into_iter();
    let missing = items.filter(|item| !item.if_any() && !held.iter().any(|id| id == item.id()));
    let missing = missing.map(|item| Text::from(item.label()));
    missing.chain(differ).collect()
}
