//! Why a stage cannot follow the ones before it: what was found, and what is due in its place.

use crate::input::ProblemCode;
use crate::procedure::machine::{PendingStep, StepError};
use crate::procedure::stage::{Content, Stage};
use crate::text::{Phrase, phrase};

pub(crate) type Refused = (ProblemCode, Phrase, Phrase);

/// A stage after the dossier was closed.
pub(crate) fn nothing_due(stage: &Stage) -> Refused {
    (
        ProblemCode::StageOrder,
        found(stage),
        phrase!(
            "không có bước nào sau khi hồ sơ đã kết thúc",
            "no stage after the dossier has ended"
        ),
    )
}

/// A stage that is not the one that is due, or does what the one before does not allow.
pub(crate) fn refused(stage: &Stage, pending: PendingStep, error: StepError) -> Refused {
    let level = stage.level;
    let adopts = |expected| {
        let found = match stage.content {
            Content::Adopts(star) => phrase!("công nhận {star} sao", "{star} stars adopted"),
            _ => found(stage),
        };
        (ProblemCode::AdoptsWrong, found, expected)
    };
    match error {
        StepError::NotDue => (
            ProblemCode::StageOrder,
            found(stage),
            expected(stage, pending),
        ),
        StepError::ForwardsNowhere => (
            ProblemCode::StageOrder,
            phrase!("`{level}` chuyển hồ sơ", "a forwarding by `{level}`"),
            phrase!(
                "một cấp được chuyển hồ sơ lên trên",
                "a level that forwards dossiers"
            ),
        ),
        StepError::NotReturned => adopts(phrase!(
            "`adopts` chỉ sau khi hồ sơ được trả về",
            "`adopts` only after a return"
        )),
        StepError::AnewOnly => adopts(phrase!("đánh giá lại", "an evaluation anew")),
        StepError::AdoptsAtMost(most) => adopts(phrase!(
            "nhiều nhất {most} sao, thuộc thẩm quyền công nhận của `{level}`",
            "a star up to {most} that `{level}` certifies"
        )),
    }
}

fn found(stage: &Stage) -> Phrase {
    let level = stage.level;
    match stage.date {
        Some(date) => phrase!(
            "bước ở `{level}` ngày `{date}`",
            "a stage at `{level}` on `{date}`"
        ),
        None => phrase!("bước ở `{level}`", "a stage at `{level}`"),
    }
}

fn expected(stage: &Stage, pending: PendingStep) -> Phrase {
    let rules = stage.rules();
    let due = pending.level(rules);
    match pending.ended_level(rules) {
        Some(ended) => {
            let gone = ended.level;
            phrase!(
                "`{due}`, cấp tiếp nhận công việc của `{gone}`",
                "`{due}`, which took over the work of `{gone}`"
            )
        }
        // A first stage where no scoring begins was refused when the case was read.
        None => phrase!(
            "`{due}`, nơi đang giữ hồ sơ",
            "`{due}`, where the dossier is now"
        ),
    }
}
