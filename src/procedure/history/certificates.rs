//! What happens to a certificate once it is issued: made public, revoked, annulled, expired.

use super::event::{CurrentCertificate, Ending, InvalidEvent};
use super::{After, History, late};
use crate::law::{Regulation, in_force_on};
use crate::procedure::machine::Rules;
use crate::text::{Reason, ReasonCode};
use crate::value::{ApplicationKind, Date, Level};

impl History {
    pub(super) fn published(&self, after: &mut After) -> Result<(), InvalidEvent> {
        match &mut after.state.certificate {
            Some(held) if !held.published => {
                held.published = true;
                Ok(())
            }
            _ => {
                let expected = "a recognition that was not made public yet";
                let citation = self.citation_on(after.date);
                Err(InvalidEvent::new("a publication", expected, citation))
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
        let (held, regulation) = self.in_force(after, "a revocation")?;
        let rule = regulation.revocation.as_ref();
        let citation = rule.map_or(&regulation.certificate.citation, |rule| &rule.citation);
        let refused = |found: String, expected: String| {
            Err(InvalidEvent::new(found, expected, Some(citation)))
        };
        let rules = Rules {
            regulation,
            day: Some(date),
        };
        // The one that issued it, too, where another certifies the star by now.
        let may = rules.certifies(level, held.star) || held.by == Some(level);
        if !may || rules.is_over(level) {
            return refused(
                format!("{} stars revoked by the {level}", held.star),
                "the level that certifies the star".to_owned(),
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
                    return refused(format!("ground `{ground}`"), format!("one of {known}"));
                }
                if let Some(concluded) = concluded {
                    if concluded > date {
                        let expected = "a conclusion before the decision".to_owned();
                        return refused(format!("`{concluded}`"), expected);
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
        let (held, regulation) = self.in_force(after, "an annulment")?;
        let Some(rule) = &regulation.annulment else {
            let expected = "a regulation that knows it";
            let citation = &regulation.in_force.citation;
            return Err(InvalidEvent::new("an annulment", expected, Some(citation)));
        };
        if level != rule.level || !regulation.certifies(level, held.star) {
            let found = format!("{} stars annulled by the {level}", held.star);
            let expected = format!("a recognition by the {}, annulled there", rule.level);
            return Err(InvalidEvent::new(found, expected, Some(&rule.citation)));
        }
        after.end(Ending::Annulled);
        Ok(())
    }

    pub(super) fn expired(&self, after: &mut After) -> Result<(), InvalidEvent> {
        let date = after.date;
        let refused = |found: String, expected: String| {
            Err(InvalidEvent::new(found, expected, self.citation_on(date)))
        };
        let Some(held) = after.state.certificate else {
            return refused("an expiry".to_owned(), "a certificate that ends".to_owned());
        };
        let open = after.state.dossier.as_ref();
        let renewing = open.is_some_and(|open| open.kind == ApplicationKind::Renewal);
        // The transition keeps a certificate in force only while its renewal is decided.
        let extended = self.calendar_of(held).extended_until;
        let last = extended.filter(|_| renewing).unwrap_or(held.expires);
        if date <= last {
            return refused(
                format!("an expiry on `{date}`"),
                format!("a day after the last valid day, `{last}`"),
            );
        }
        after.end(Ending::Expired);
        Ok(())
    }

    /// The certificate in force on a day, and the regulation of that day.
    fn in_force(
        &self,
        after: &After,
        found: &str,
    ) -> Result<(CurrentCertificate, &Regulation), InvalidEvent> {
        let date = after.date;
        let in_force = |held: &CurrentCertificate| self.calendar_of(*held).in_force(date);
        let held = after.state.certificate.filter(in_force);
        match (held, in_force_on(&self.regulations, date)) {
            (Some(held), Some(regulation)) => Ok((held, regulation)),
            _ => {
                let expected = "a certificate in force";
                Err(InvalidEvent::new(found, expected, self.citation_on(date)))
            }
        }
    }
}
