//! What happens to a certificate once it is issued: made public, revoked, annulled, expired.

use super::event::{CurrentCertificate, Ending, InvalidEvent};
use super::{After, History, late};
use crate::law::{Regulation, in_force_on};
use crate::procedure::machine::Rules;
use crate::text::{Lang, Phrase, Reason, ReasonCode, phrase};
use crate::value::{ApplicationKind, Date, Level};

impl History {
    pub(super) fn published(&self, after: &mut After) -> Result<(), InvalidEvent> {
        match &mut after.state.certificate {
            Some(held) if !held.published => {
                held.published = true;
                Ok(())
            }
            _ => {
                let found = phrase!("công bố kết quả", "a publication");
                let expected = phrase!(
                    "một lần công nhận chưa được công bố",
                    "a recognition that was not made public yet"
                );
                let citation = self.citation_on(after.date);
                Err(InvalidEvent::new(found, expected, citation))
            }
        }
    }

    pub(super) fn revoked(
        &self,
        level: Level,
        ground: &str,
        concluded: Option<Date>,
        after: &mut After,
    ) -> Result<(), InvalidEvent> {
        let date = after.date;
        let (held, regulation) =
            self.in_force(after, phrase!("thu hồi giấy chứng nhận", "a revocation"))?;
        let rule = regulation.revocation.as_ref();
        let citation = rule.map_or(&regulation.certificate.citation, |rule| &rule.citation);
        let refused = |found: Phrase, expected: Phrase| {
            Err(InvalidEvent::new(found, expected, Some(citation)))
        };
        let rules = Rules::on(regulation, date);
        // The one that issued it, too, where another certifies the star by now.
        let may = rules.certifies(level, held.star) || held.by == Some(level);
        if !may || rules.is_over(level) {
            let (star, name) = (held.star, level.name(Lang::Vi));
            return refused(
                phrase!(
                    "{name} thu hồi giấy chứng nhận {star} sao",
                    "{star} stars revoked by the {level}"
                ),
                phrase!("cấp công nhận hạng ấy", "the level that certifies the star"),
            );
        }
        match rule {
            None => after.notes.push(
                Reason::new(ReasonCode::GroundsUnknown, citation)
                    .with("decision", regulation.decision.as_str()),
            ),
            Some(rule) => {
                if !rule.grounds.iter().any(|known| known.id == ground) {
                    let known: Vec<&str> = rule.grounds.iter().map(|g| g.id.as_str()).collect();
                    let known = crate::input::refusals::list_of(&known);
                    return refused(
                        phrase!("căn cứ `{ground}`", "ground `{ground}`"),
                        phrase!("một trong {known}", "one of {known}"),
                    );
                }
                if let Some(concluded) = concluded {
                    if concluded > date {
                        let expected = phrase!(
                            "một ngày kết luận trước ngày quyết định",
                            "a conclusion before the decision"
                        );
                        return refused(phrase!("`{concluded}`"), expected);
                    }
                    // A last day past the year 9999 is never passed.
                    let deadline = regulation.days_after(concluded, rule.days, &rule.citation);
                    let late = |due| late(ReasonCode::RevokedLate, &due, date, None);
                    after.notes.extend(deadline.and_then(late));
                }
            }
        }
        after.end(Ending::Revoked);
        Ok(())
    }

    pub(super) fn annulled(&self, level: Level, after: &mut After) -> Result<(), InvalidEvent> {
        let annulment = phrase!("thu hồi quyết định công nhận", "an annulment");
        let (held, regulation) = self.in_force(after, annulment.clone())?;
        let Some(rule) = &regulation.annulment else {
            let expected = phrase!("một quyết định có việc này", "a regulation that knows it");
            let citation = &regulation.in_force.citation;
            return Err(InvalidEvent::new(annulment, expected, Some(citation)));
        };
        if level != rule.level || !regulation.certifies(level, held.star) {
            let (star, by, name) = (held.star, rule.level, level.name(Lang::Vi));
            let found = phrase!(
                "{name} thu hồi quyết định công nhận {star} sao",
                "{star} stars annulled by the {level}"
            );
            let own = by.name(Lang::Vi);
            let expected = phrase!(
                "quyết định công nhận của {own}, do chính cấp ấy thu hồi",
                "a recognition by the {by}, annulled there"
            );
            return Err(InvalidEvent::new(found, expected, Some(&rule.citation)));
        }
        after.end(Ending::Annulled);
        Ok(())
    }

    pub(super) fn expired(&self, after: &mut After) -> Result<(), InvalidEvent> {
        let date = after.date;
        let refused = |found: Phrase, expected: Phrase| {
            Err(InvalidEvent::new(found, expected, self.citation_on(date)))
        };
        let Some(held) = after.state.certificate else {
            return refused(
                phrase!("hết hạn", "an expiry"),
                phrase!("một giấy chứng nhận", "a certificate that ends"),
            );
        };
        let open = after.state.dossier.as_ref();
        let renewing = open.is_some_and(|open| open.kind == ApplicationKind::Renewal);
        // The transition keeps a certificate in force only while its renewal is decided.
        let extended = self.calendar_of(held).extended_until;
        let last = extended.filter(|_| renewing).unwrap_or(held.expires);
        if date <= last {
            return refused(
                phrase!("hết hạn ngày `{date}`", "an expiry on `{date}`"),
                phrase!(
                    "một ngày sau ngày cuối còn hiệu lực, `{last}`",
                    "a day after the last valid day, `{last}`"
                ),
            );
        }
        after.end(Ending::Expired);
        Ok(())
    }

    /// The certificate in force on a day, and the regulation of that day.
    fn in_force(
        &self,
        after: &After,
        found: Phrase,
    ) -> Result<(CurrentCertificate, &Regulation), InvalidEvent> {
        let date = after.date;
        let in_force = |held: &CurrentCertificate| self.calendar_of(*held).in_force(date);
        let held = after.state.certificate.filter(in_force);
        match (held, in_force_on(&self.regulations, date)) {
            (Some(held), Some(regulation)) => Ok((held, regulation)),
            _ => {
                let expected =
                    phrase!("một giấy chứng nhận còn hiệu lực", "a certificate in force");
                Err(InvalidEvent::new(found, expected, self.citation_on(date)))
            }
        }
    }
}
