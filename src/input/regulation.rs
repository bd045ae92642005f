//! Reads `criteria/<regulation>/regulation.json`.

use super::document::{all, document, no_repeats, peek, readings};
use crate::input::diagnostic::{LoadError, ProblemCode, Problems};
use crate::input::node::{Node, Object};
use crate::law::regulation::{
    AnnulmentRule, Band, CertificateRule, Certified, DayLimit, Deadlines, DossierItem, Forward,
    Ground, InForce, LevelRule, MinimaRule, PartRule, PendingRule, ProducerRule, Regulation,
    RenewalRule, Return, RevocationRule, Round, ScoringRule, SetEntry, Transition, WrittenRule,
};
use crate::value::codes::{ApplicationKind, PartId, RegulationId};
use crate::value::dates::Date;
use crate::value::points::Points;
use crate::value::star::Star;

impl Regulation {
    /// Reads a regulation that stands alone, or one that amends `base`: what it does not state
    /// is then `base`'s.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with every problem of the text: not JSON, an unknown or missing key, figures
    /// that do not fit together (parts that do not sum to the total, bands that do not fall, a
    /// star that a level neither certifies nor forwards nor returns).
    ///
    /// # Example
    ///
    /// ```
    /// use ocop::Catalog;
    /// use ocop::law::Regulation;
    ///
    /// let base = Catalog::bundled().regulation("qd-26-2026")?;
    /// let text = r#"{"id": "qd-9-2027", "decision": "9/2027/QĐ-TTg", "issued": "2027-01-01",
    ///     "amends": "qd-26-2026", "title": "Sửa đổi",
    ///     "in_force": {"from": "2027-01-01", "citation": "9/2027/QĐ-TTg, Điều 2"}}"#;
    /// let amended = Regulation::from_json(text, "regulation.json", Some(&base))?;
    /// assert_eq!(amended.certificate_months(), 36);
    /// assert!(Regulation::from_json(text, "regulation.json", None).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_json(
        text: &str,
        file: &str,
        base: Option<&Regulation>,
    ) -> Result<Regulation, LoadError> {
        document(text, file, 1, |root, object, problems| {
            let regulation = read(root, object, base, problems)?;
            check(root, &regulation, problems);
            Some(regulation)
        })
    }
}

/// The regulation that a text says it amends, if it can be read.
pub(crate) fn amended_regulation(text: &str) -> Option<RegulationId> {
    one_key(text, "amends")
}

/// The regulation that a text says it is, if it can be read.
pub(crate) fn regulation_id(text: &str) -> Option<RegulationId> {
    one_key(text, "id")
}

/// The regulation whose sheet a text says it is, if it can be read.
pub(crate) fn set_regulation(text: &str) -> Option<RegulationId> {
    one_key(text, "regulation")
}

fn one_key(text: &str, key: &'static str) -> Option<RegulationId> {
    peek(text, |object, ignored| {
        object.optional(key)?.parsed(ignored)
    })
}

/// A field that an amending regulation may leave to its base.
fn or_base<'a, T: Clone>(
    object: &mut Object<'a>,
    key: &'static str,
    base: Option<&T>,
    problems: &mut Problems,
    read: impl FnOnce(&Node<'a>, &mut Problems) -> Option<T>,
) -> Option<T> {
    match (object.optional(key), base) {
        (None, Some(base)) => Some(base.clone()),
        (None, None) => {
            // Asked again so that the absence is reported where keys are.
            object.required(key, problems);
            None
        }
        (Some(node), _) => read(&node, problems),
    }
}

/// A field that need not be there at all, and that an amending regulation may leave to its base.
/// `None` is a field that is there and wrong.
fn optional_or_base<'a, T: Clone>(
    object: &mut Object<'a>,
    key: &'static str,
    base: Option<&Option<T>>,
    problems: &mut Problems,
    read: impl FnOnce(&Node<'a>, &mut Problems) -> Option<T>,
) -> Option<Option<T>> {
    match object.optional(key) {
        None => Some(base.cloned().flatten()),
        Some(node) => read(&node, problems).map(Some),
    }
}

fn read(
    root: &Node<'_>,
    mut object: Object<'_>,
    base: Option<&Regulation>,
    problems: &mut Problems,
) -> Option<Regulation> {
    object.format(problems);
    let id: Option<RegulationId> = object.parsed("id", problems);
    let decision = object.text("decision", problems);
    let title = object.text("title", problems);
    let issued = object.parsed("issued", problems);
    let amends: Option<RegulationId> = object
        .optional("amends")
        .and_then(|node| node.parsed(problems));
    if let Some(amends) = &amends
        && base.is_none_or(|base| base.id != *amends)
    {
        problems.push(root.problem(
            ProblemCode::RegulationUnknown,
            format!("`{amends}`"),
            "a regulation that is loaded and does not rest on this one",
        ));
        return None;
    }
    let base = base.filter(|_| amends.is_some());
    let in_force = object
        .required("in_force", problems)
        .and_then(|node| in_force(&node, problems));
    let total = or_base(
        &mut object,
        "total",
        base.map(|b| &b.total),
        problems,
        |node, p| node.parsed(p),
    );
    let parts = or_base(
        &mut object,
        "parts",
        base.map(|b| &b.parts),
        problems,
        |node, p| all(node.some_list("part", p)?, p, part),
    );
    if let (Some(parts), Some(total)) = (&parts, total)
        && base.is_none()
    {
        check_parts(root, parts, total, problems);
    }
    let base_bands = base.map(|base| (base.bands.clone(), base.lowest_band.clone()));
    let bands = or_base(&mut object, "bands", base_bands.as_ref(), problems, bands);
    let minima = or_base(
        &mut object,
        "minima",
        base.map(|b| &b.minima),
        problems,
        |node, p| {
            let mut object = node.object(p)?;
            let encoded = object
                .required("encoded", p)
                .and_then(|node| node.boolean(p));
            let citation = object.text("citation", p);
            object.finish(p);
            Some(MinimaRule {
                encoded: encoded?,
                citation: citation?,
            })
        },
    );
    let forward_by = or_base(
        &mut object,
        "forward_by",
        base.map(|b| &b.forward_by),
        problems,
        |node, p| node.parsed(p),
    );
    let levels = or_base(
        &mut object,
        "levels",
        base.map(|b| &b.levels),
        problems,
        |node, p| all(node.some_list("level", p)?, p, level),
    );
    let certificate = or_base(
        &mut object,
        "certificate",
        base.map(|b| &b.certificate),
        problems,
        certificate,
    );
    let revocation = optional_or_base(
        &mut object,
        "revocation",
        base.map(|b| &b.revocation),
        problems,
        revocation,
    );
    let annulment = optional_or_base(
        &mut object,
        "annulment",
        base.map(|b| &b.annulment),
        problems,
        |node, p| {
            let mut object = node.object(p)?;
            let level = object.parsed("level", p);
            let citation = object.text("citation", p);
            object.finish(p);
            Some(AnnulmentRule {
                level: level?,
                citation: citation?,
            })
        },
    );
    let deadlines = match object.optional("deadlines") {
        None => Some(base.map_or_else(Deadlines::default, |base| base.deadlines.clone())),
        Some(node) => deadlines(&node, problems),
    };
    let written = optional_or_base(
        &mut object,
        "written",
        base.map(|b| &b.written),
        problems,
        |node, p| {
            let mut object = node.object(p)?;
            let kinds = object
                .required("kinds", p)
                .and_then(|node| node.some_list("kind", p))
                .and_then(|nodes| all(nodes, p, |node, p| node.parsed(p)));
            let citation = object.text("citation", p);
            object.finish(p);
            Some(WrittenRule {
                kinds: kinds?,
                citation: citation?,
            })
        },
    );
    let dossier = match object.optional("dossier") {
        None => Some(base.map_or_else(Vec::new, |base| base.dossier.clone())),
        Some(node) => dossier(&node, problems),
    };
    let product_code = optional_or_base(
        &mut object,
        "product_code",
        base.map(|b| &b.product_code),
        problems,
        cited,
    );
    let pending = object.optional("pending").and_then(|node| {
        let citation = cited(&node, problems)?;
        Some(PendingRule { citation })
    });
    let transition = object
        .optional("transition")
        .and_then(|node| transition(&node, problems));
    let producers = or_base(
        &mut object,
        "producers",
        base.map(|b| &b.producers),
        problems,
        |node, p| all(node.list("producer", p)?, p, producer),
    );
    let sets = or_base(
        &mut object,
        "sets",
        base.map(|b| &b.sets),
        problems,
        |node, p| {
            let nodes = node.some_list("set", p)?;
            let mut codes = Vec::new();
            let sets = all(nodes, p, |node, p| set_entry(node, &mut codes, p));
            no_repeats(&codes, ProblemCode::Repeated, "set", p);
            sets
        },
    );
    let mut readings = readings(&mut object, problems);
    object.finish(problems);
    if let Some(base) = base {
        readings.splice(0..0, base.readings.iter().cloned());
    }
    let (bands, lowest_band) = bands?;
    Some(Regulation {
        sheets: match base {
            Some(base) => base.sheets.clone(),
            None => id.clone()?,
        },
        id: id?,
        decision: decision?,
        title: title?,
        issued: issued?,
        in_force: in_force?,
        total: total?,
        parts: parts?,
        bands,
        lowest_band,
        minima: minima?,
        forward_by: forward_by?,
        levels: levels?,
        certificate: certificate?,
        revocation: revocation?,
        annulment: annulment?,
        deadlines: deadlines?,
        written: written?,
        dossier: dossier?,
        product_code: product_code?,
        amends,
        pending,
        transition,
        producers: producers?,
        sets: sets?,
        readings,
    })
}

/// An object that holds nothing but a citation.
fn cited(node: &Node<'_>, problems: &mut Problems) -> Option<String> {
    let mut object = node.object(problems)?;
    let citation = object.text("citation", problems);
    object.finish(problems);
    citation
}

fn in_force(node: &Node<'_>, problems: &mut Problems) -> Option<InForce> {
    let mut object = node.object(problems)?;
    let from: Option<Date> = object.parsed("from", problems);
    let to: Option<Option<Date>> = object.optional("to").map(|node| node.parsed(problems));
    let citation = object.text("citation", problems);
    object.finish(problems);
    let (from, to) = (from?, to.map_or(Some(None), |to| to.map(Some))?);
    if to.is_some_and(|to| to < from) {
        problems.push(node.problem(
            ProblemCode::DateOrder,
            "a last day before the first",
            "`to` not before `from`",
        ));
    }
    Some(InForce {
        from,
        to,
        citation: citation?,
    })
}

fn part(node: &Node<'_>, problems: &mut Problems) -> Option<PartRule> {
    let mut object = node.object(problems)?;
    let id = object.parsed("part", problems);
    let max = object.parsed("max", problems);
    let title = object.text("title", problems);
    let citation = object.text("citation", problems);
    object.finish(problems);
    Some(PartRule {
        id: id?,
        max: max?,
        title: title?,
        citation: citation?,
    })
}

fn check_parts(root: &Node<'_>, parts: &[PartRule], total: Points, problems: &mut Problems) {
    let ids: Vec<PartId> = parts.iter().map(|part| part.id).collect();
    if ids != PartId::ALL {
        problems.push(root.find("parts").problem(
            ProblemCode::PartsWrong,
            crate::input::node::list_of(&ids),
            "`A`, `B`, `C`",
        ));
    }
    let sum = parts
        .iter()
        .try_fold(Points::ZERO, |sum, part| sum.checked_add(part.max));
    if sum != Ok(total) {
        let found = sum.map_or_else(|error| error.to_string(), |sum| format!("`{sum}`"));
        problems.push(root.find("parts").problem(
            ProblemCode::RegulationGap,
            format!("parts that sum to {found}"),
            format!("`{total}`"),
        ));
    }
}

fn bands(node: &Node<'_>, problems: &mut Problems) -> Option<(Vec<Band>, Band)> {
    let mut bands = all(node.some_list("band", problems)?, problems, |node, p| {
        let mut object = node.object(p)?;
        let star = object
            .required("star", p)
            .and_then(|node| node.star(Star::One, p));
        let from = object.parsed("from", p);
        let citation = object.text("citation", p);
        object.finish(p);
        Some(Band {
            star: star?,
            from: from?,
            citation: citation?,
        })
    })?;
    let stars = bands.iter().rev().map(|band| band.star);
    let falling = bands.is_sorted_by(|upper, lower| upper.from > lower.from);
    let from_zero = bands.last().is_some_and(|band| band.from == Points::ZERO);
    if !stars.eq(Star::ALL) || !falling || !from_zero {
        problems.push(node.problem(
            ProblemCode::RegulationGap,
            "bands that do not cover every total once",
            "five bands from 5 stars to 1, each beginning below the one before, the last at `0`",
        ));
        return None;
    }
    let lowest = bands.pop()?;
    Some((bands, lowest))
}

fn level(node: &Node<'_>, problems: &mut Problems) -> Option<LevelRule> {
    let mut object = node.object(problems)?;
    let level = object.parsed("level", problems);
    let authority = object.text("authority", problems);
    let citation = object.text("citation", problems);
    let until: Option<Option<Date>> = object.optional("until").map(|node| node.parsed(problems));
    let report_expected = object
        .optional("report_expected")
        .map(|node| node.boolean(problems));
    let scoring = object
        .optional("certifies")
        .map(|node| scoring(&node, &mut object, problems));
    object.finish(problems);
    Some(LevelRule {
        level: level?,
        scoring: scoring.map_or(Some(None), |rule| rule.map(Some))?,
        report_expected: report_expected.unwrap_or(Some(false))?,
        authority: authority?,
        until: until.map_or(Some(None), |until| until.map(Some))?,
        citation: citation?,
    })
}

fn scoring(
    certifies: &Node<'_>,
    object: &mut Object<'_>,
    problems: &mut Problems,
) -> Option<ScoringRule> {
    let certifies = all(
        certifies.list("certifies", problems)?,
        problems,
        |node, p| {
            let mut object = node.object(p)?;
            let star = object
                .required("star", p)
                .and_then(|node| node.star(Star::One, p));
            let from = object.parsed("from", p);
            let below: Option<Option<Points>> = object.optional("below").map(|node| node.parsed(p));
            object.finish(p);
            Some(Certified {
                star: star?,
                from: from?,
                below: below.map_or(Some(None), |below| below.map(Some))?,
            })
        },
    );
    let forwards = object.optional("forwards").map(|node| {
        let mut object = node.object(problems)?;
        let from = object.parsed("from", problems);
        let most = object.parsed("to", problems);
        let level = object.parsed("level", problems);
        let citation = object.text("citation", problems);
        object.finish(problems);
        Some(Forward {
            from: from?,
            most: most?,
            to: level?,
            citation: citation?,
        })
    });
    let returns = object.optional("returns").map(|node| {
        all(node.list("return", problems)?, problems, |node, p| {
            let mut object = node.object(p)?;
            let stars = object
                .required("stars", p)
                .and_then(|node| node.some_list("star", p))
                .and_then(|nodes| all(nodes, p, |node, p| node.star(Star::One, p)));
            let to = object.parsed("level", p);
            let adoptable = object
                .required("adoptable", p)
                .and_then(|node| node.boolean(p));
            let citation = object.text("citation", p);
            object.finish(p);
            Some(Return {
                stars: stars?,
                to: to?,
                adoptable: adoptable?,
                citation: citation?,
            })
        })
    });
    Some(ScoringRule {
        certifies: certifies?,
        forwards: forwards.map_or(Some(None), |forward| forward.map(Some))?,
        returns: returns.unwrap_or(Some(Vec::new()))?,
    })
}

fn certificate(node: &Node<'_>, problems: &mut Problems) -> Option<CertificateRule> {
    let mut object = node.object(problems)?;
    let months = object
        .required("months", problems)
        .and_then(|node| node.number(1, 1200, problems));
    let least = object
        .required("least_star", problems)
        .and_then(|node| node.star(Star::One, problems));
    let notice = object
        .optional("notice")
        .map(|node| day_limit(&node, "days", problems));
    let renewal = object.optional("renewal").map(|node| {
        let mut object = node.object(problems)?;
        let from_days = days(&mut object, "from_days", problems);
        let to_days = days(&mut object, "to_days", problems);
        let citation = object.text("citation", problems);
        object.finish(problems);
        let (from_days, to_days) = (from_days?, to_days?);
        if from_days < to_days {
            problems.push(node.problem(
                ProblemCode::RegulationGap,
                format!("a window from {from_days} to {to_days} days before the end"),
                "its first day before its last",
            ));
        }
        Some(RenewalRule {
            from_days,
            to_days,
            citation: citation?,
        })
    });
    let citation = object.text("citation", problems);
    object.finish(problems);
    Some(CertificateRule {
        months: u16::try_from(months?).ok()?,
        least: least?,
        notice: notice.map_or(Some(None), |notice| notice.map(Some))?,
        renewal: renewal.map_or(Some(None), |renewal| renewal.map(Some))?,
        citation: citation?,
    })
}

/// A number of days, at most ten years.
fn days(object: &mut Object<'_>, key: &'static str, problems: &mut Problems) -> Option<u16> {
    let days = object.required(key, problems)?.number(1, 3650, problems)?;
    u16::try_from(days).ok()
}

fn day_limit(node: &Node<'_>, key: &'static str, problems: &mut Problems) -> Option<DayLimit> {
    let mut object = node.object(problems)?;
    let days = days(&mut object, key, problems);
    let citation = object.text("citation", problems);
    object.finish(problems);
    Some(DayLimit {
        days: days?,
        citation: citation?,
    })
}

fn revocation(node: &Node<'_>, problems: &mut Problems) -> Option<RevocationRule> {
    let mut object = node.object(problems)?;
    let days = days(&mut object, "days", problems);
    let mut ids = Vec::new();
    let grounds = object
        .required("grounds", problems)
        .and_then(|node| node.some_list("ground", problems))
        .and_then(|nodes| {
            all(nodes, problems, |node, p| {
                let mut object = node.object(p)?;
                let id = named(&mut object, "ground", &mut ids, p);
                let label = object.text("label", p);
                let citation = object.text("citation", p);
                object.finish(p);
                Some(Ground {
                    id: id?,
                    label: label?,
                    citation: citation?,
                })
            })
        });
    no_repeats(&ids, ProblemCode::Repeated, "ground", problems);
    let citation = object.text("citation", problems);
    object.finish(problems);
    Some(RevocationRule {
        days: days?,
        grounds: grounds?,
        citation: citation?,
    })
}

/// A name that must be given once.
fn named<'a>(
    object: &mut Object<'a>,
    key: &'static str,
    names: &mut Vec<(Node<'a>, String)>,
    problems: &mut Problems,
) -> Option<String> {
    let node = object.required(key, problems)?;
    let name = node.text(problems)?;
    names.push((node, name.clone()));
    Some(name)
}

fn deadlines(node: &Node<'_>, problems: &mut Problems) -> Option<Deadlines> {
    let mut object = node.object(problems)?;
    let commune = object
        .optional("commune")
        .map(|node| day_limit(&node, "working_days", problems));
    let renewal = object
        .optional("renewal")
        .map(|node| day_limit(&node, "days", problems));
    let rounds = object.optional_list("rounds", "round", problems, |node, p| {
        let mut object = node.object(p)?;
        let level = object.parsed("level", p);
        let before = object.parsed("before", p);
        let proposed_before = object.parsed("proposed_before", p);
        let citation = object.text("citation", p);
        object.finish(p);
        Some(Round {
            level: level?,
            before: before?,
            proposed_before: proposed_before?,
            citation: citation?,
        })
    });
    object.finish(problems);
    Some(Deadlines {
        commune: commune.map_or(Some(None), |limit| limit.map(Some))?,
        renewal: renewal.map_or(Some(None), |limit| limit.map(Some))?,
        rounds,
    })
}

fn dossier(node: &Node<'_>, problems: &mut Problems) -> Option<Vec<DossierItem>> {
    let mut ids = Vec::new();
    let items = all(node.list("item", problems)?, problems, |node, p| {
        let mut object = node.object(p)?;
        let id = named(&mut object, "item", &mut ids, p);
        let label = object.text("label", p);
        let by = object.required("by", p).and_then(|node| {
            if node.is_text("producer") {
                return Some(None);
            }
            node.parsed(p).map(Some)
        });
        let at = object.parsed("at", p);
        let kinds = match object.optional("kinds") {
            None => Some(ApplicationKind::ALL.to_vec()),
            Some(node) => node
                .some_list("kind", p)
                .and_then(|nodes| all(nodes, p, |node, p| node.parsed(p))),
        };
        let not_sets = object.optional_list("not_sets", "set", p, |node, p| node.parsed(p));
        let if_any = object
            .optional("if_any")
            .map_or(Some(false), |node| node.boolean(p));
        let citation = object.text("citation", p);
        object.finish(p);
        Some(DossierItem {
            id: id?,
            label: label?,
            by: by?,
            at: at?,
            kinds: kinds?,
            not_sets,
            if_any: if_any?,
            citation: citation?,
        })
    });
    no_repeats(&ids, ProblemCode::Repeated, "item", problems);
    items
}

fn transition(node: &Node<'_>, problems: &mut Problems) -> Option<Transition> {
    let mut object = node.object(problems)?;
    let limits = object
        .required("limits", problems)
        .and_then(|node| node.some_list("limit", problems))
        .and_then(|nodes| {
            all(nodes, problems, |node, p| {
                let mut object = node.object(p)?;
                let kind = object.parsed("kind", p);
                let until = object.parsed("until", p);
                let citation = object.text("citation", p);
                object.finish(p);
                Some((kind?, until?, citation?))
            })
        });
    let extension = object
        .optional("extension")
        .map(|node| day_limit(&node, "days", problems));
    object.finish(problems);
    Some(Transition {
        limits: limits?,
        extension: extension.map_or(Some(None), |limit| limit.map(Some))?,
    })
}

fn producer(node: &Node<'_>, problems: &mut Problems) -> Option<ProducerRule> {
    let mut object = node.object(problems)?;
    let kind = object.parsed("kind", problems);
    let sets = object
        .required("sets", problems)
        .and_then(|node| node.some_list("set", problems))
        .and_then(|nodes| all(nodes, problems, |node, p| node.parsed(p)));
    let citation = object.text("citation", problems);
    object.finish(problems);
    Some(ProducerRule {
        kind: kind?,
        sets: sets?,
        citation: citation?,
    })
}

fn set_entry<'a>(
    node: &Node<'a>,
    codes: &mut Vec<(Node<'a>, crate::value::codes::SetCode)>,
    problems: &mut Problems,
) -> Option<SetEntry> {
    let mut object = node.object(problems)?;
    let code_node = object.required("set", problems);
    let code = code_node.as_ref().and_then(|node| node.parsed(problems));
    if let (Some(node), Some(code)) = (code_node, code) {
        codes.push((node, code));
    }
    let name = object.text("name", problems);
    let sector = object.text("sector", problems);
    let group = object
        .optional("group")
        .and_then(|node| node.text(problems));
    let managing = object.optional_list("managing", "managing", problems, |node, problems| {
        node.text(problems)
    });
    object.finish(problems);
    Some(SetEntry {
        code: code?,
        name: name?,
        sector: sector?,
        group,
        managing,
    })
}

/// The figures of the levels against each other and against the bands: for each scoring level and
/// each star that can be certified there is exactly one thing to do.
fn check(root: &Node<'_>, regulation: &Regulation, problems: &mut Problems) {
    let mut gap = |level: Option<usize>, found: String, expected: &str| {
        let levels = root.find("levels");
        let at = level.map_or(levels.clone(), |index| levels.find_nth("level", index));
        problems.push(at.problem(ProblemCode::RegulationGap, found, expected));
    };
    let levels: Vec<_> = regulation.levels.iter().map(|rule| rule.level).collect();
    if !levels.is_sorted_by(|lower, upper| lower < upper) {
        gap(
            None,
            crate::input::node::list_of(&levels),
            "each level once, lowest first",
        );
    }
    if regulation.first_scoring().is_none() {
        gap(
            None,
            "no level that scores".to_owned(),
            "a level with `certifies`",
        );
    }
    let scores = |level| {
        regulation
            .level(level)
            .is_some_and(|rule| rule.scoring.is_some())
    };
    for (index, rule) in regulation.levels.iter().enumerate() {
        let Some(scoring) = &rule.scoring else {
            continue;
        };
        let at = Some(index);
        if let Some(forward) = &scoring.forwards
            && (!scores(forward.to) || forward.to <= rule.level || forward.most != regulation.total)
        {
            gap(
                at,
                format!(
                    "forwarding up to `{}` points to `{}`",
                    forward.most, forward.to
                ),
                "forwarding up to the total, to a higher level that scores",
            );
        }
        if let Some(wrong) = scoring
            .returns
            .iter()
            .find(|r| !scores(r.to) || r.to >= rule.level)
        {
            gap(
                at,
                format!("returning to `{}`", wrong.to),
                "a lower level that scores",
            );
        }
        for star in Star::ALL {
            let certified = scoring
                .certifies
                .iter()
                .find(|certified| certified.star == star);
            let below = star.number().checked_add(1).and_then(Star::new);
            let below = below.map(|upper| regulation.band_from(upper));
            if let Some(range) = certified
                && (range.from != regulation.band_from(star) || range.below != below)
            {
                gap(
                    at,
                    format!("a range of its own for {star} stars"),
                    "the range of the star's band",
                );
            }
            let certified = certified.is_some();
            let forwarded = scoring
                .forwards
                .as_ref()
                .is_some_and(|forward| regulation.band_from(star) >= forward.from);
            let returned = scoring
                .returns
                .iter()
                .filter(|r| r.stars.contains(&star))
                .count();
            let ways = usize::from(certified) + usize::from(forwarded) + returned;
            let certifiable = star >= regulation.certificate.least;
            if ways > 1 || (certifiable && ways == 0) || (certified && !certifiable) {
                gap(
                    at,
                    format!("{ways} ways to treat {star} stars"),
                    "certified, forwarded or returned, one of them",
                );
            }
        }
    }
}
