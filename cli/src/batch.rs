//! `ocop batch`: one case a line, on all cores, in order, with bounded memory.

use std::io::{self, BufRead, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};
use ocop::procedure::{Content, Stage};
use ocop::{Case, Catalog, EvaluatedCase, LoadError};
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

use crate::data;
use crate::files::{self, Output};
use crate::input::{self, Item, NearMembers};
use crate::source;
use crate::{Failure, Outcome, argument, counted, report, tell};

/// Lines are decided together until they have this many bytes, or there are `BLOCK_LINES`. The
/// results are several times as long, and there is one block at a time.
const BLOCK_BYTES: usize = 2 * 1024 * 1024;
const BLOCK_LINES: usize = 1024;
/// So many lines are answered into one buffer.
const ANSWERED_LINES: usize = 8;

/// What `ocop batch` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Cases, one a line or a file each, filled workbooks and tables, or folders of them; `-` is
    /// standard input.
    #[arg(required = true)]
    cases: Vec<PathBuf>,
    /// Write the results here instead of to standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Threads to use, at most as many as there are cores; all cores where it is not given.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// A folder of further council rules.
    #[arg(long, value_name = "DIR")]
    councils: Option<PathBuf>,
    /// Write the list of recognised products too, as the annex of a decision; not when a line is
    /// wrong.
    #[arg(long, value_name = "FILE")]
    annex: Option<PathBuf>,
    /// Overwrite workbooks, documents and sessions that exist.
    #[arg(long)]
    force: bool,
}

/// Decides each line by itself; a bad one becomes its problems, in its place.
pub fn batch(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    let catalog = data::catalog(arguments.councils.as_deref())?;
    let threads = threads(arguments.threads);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|_| {
        argument(said!(
            "hệ điều hành không cho thêm luồng",
            "the system gives no threads"
        ))
    })?;
    let stopped = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&stopped);
    // Without a handler the program would stop in the middle of a line.
    let handler = ctrlc::set_handler(move || stop.store(true, Ordering::Relaxed));
    if handler.is_err() {
        tell(said!(
            "lưu ý: khi bị ngắt sẽ không báo được",
            "warning: an interruption will not be told"
        ));
    }
    let items = input::items(&arguments.cases, &catalog)?;
    // What is wrong is answered in its place; where no file can be opened there is no answer.
    let unreadable: Option<Vec<_>> = items.iter().map(Item::unreadable).collect();
    LoadError::unless_empty(unreadable.into_iter().flatten().cloned().collect())?;
    let outputs = arguments.out.iter().chain(&arguments.annex);
    let outputs: Vec<&Path> = outputs.map(PathBuf::as_path).collect();
    files::claim(&outputs, arguments.force)?;
    let mut run = Run {
        catalog: &catalog,
        pool: &pool,
        stopped: &stopped,
        lists: arguments.annex.is_some(),
        bar: bar(&arguments.cases),
        counts: Counts::default(),
        listed: Vec::new(),
    };
    let outcome = match &arguments.out {
        None => run.items(items, out),
        Some(path) => Output::create(path).and_then(|mut file| {
            run.items(items, &mut file)?;
            if stopped.load(Ordering::Relaxed) {
                let path = path.display();
                tell(said!("không ghi `{path}`", "`{path}` is not written"));
                return Ok(());
            }
            file.finish()
        }),
    };
    run.bar.finish_and_clear();
    let whole = outcome.is_ok() && !stopped.load(Ordering::Relaxed);
    let Counts {
        lines,
        cases,
        wrong,
        blank,
        ..
    } = run.counts;
    let stop = match whole {
        true => String::new(),
        false => said!(", dừng sau dòng {lines}", ", stopped after line {lines}"),
    };
    let (in_words, empty) = (counted(cases, "case"), counted(blank, "blank line"));
    tell(said!(
        "{cases} hồ sơ, {wrong} hồ sơ sai, {blank} dòng trống{stop}",
        "{in_words}, {wrong} of them wrong, {empty}{stop}"
    ));
    outcome?;
    if stopped.load(Ordering::Relaxed) || wrong > 0 {
        if let Some(path) = &arguments.annex {
            let path = path.display();
            tell(said!(
                "không ghi `{path}`: sẽ thiếu sản phẩm",
                "`{path}` is not written: it would lack products"
            ));
        }
        return Err(Failure::Answered);
    }
    match &arguments.annex {
        Some(path) => files::write(path, report::annex(&run.listed).page().as_bytes()),
        None => Ok(()),
    }
}

/// As many threads as are asked for, and no more than there are cores: more would only take memory.
fn threads(asked: Option<NonZeroUsize>) -> usize {
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let Some(asked) = asked else {
        return cores.get();
    };
    if asked > cores {
        tell(said!(
            "lưu ý: máy có {cores} lõi, dùng {cores} luồng",
            "warning: there are {cores} cores, so {cores} threads are used"
        ));
    }
    asked.min(cores).get()
}

/// A bar that shows how far the lines of one file are read, when there is somebody to see it.
fn bar(paths: &[PathBuf]) -> ProgressBar {
    let length = match paths {
        [path] => path.metadata().ok().filter(|data| data.is_file()),
        _ => None,
    };
    let length = length.map_or(0, |data| data.len());
    if !io::stderr().is_terminal() || length == 0 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta}");
    ProgressBar::new(length).with_style(style.unwrap_or(ProgressStyle::default_bar()))
}

#[derive(Default)]
struct Counts {
    lines: usize,
    cases: usize,
    wrong: usize,
    blank: usize,
    near: NearMembers,
}

/// The answers to some lines, ready to be written.
#[derive(Default)]
struct Answers {
    text: Vec<u8>,
    /// The number of the last of the lines.
    last: usize,
    cases: usize,
    wrong: usize,
    /// Kept where an annex is asked for.
    decided: Vec<EvaluatedCase>,
    /// The members of the last council looked at: those of one session are the same in every line.
    members: Vec<String>,
    /// Members of one council whose names are nearly equal, and the line.
    near: Vec<(usize, [String; 2])>,
}

impl Answers {
    /// Keeps the members of a case's councils whose names are nearly equal.
    fn near_members(&mut self, line: usize, case: &Case) {
        let sheets = case
            .stages()
            .iter()
            .flat_map(|stage| match stage.content() {
                Content::Sheets { sheets, .. } => sheets.as_slice(),
                _ => &[],
            });
        let names = sheets.map(|sheet| sheet.name().unwrap_or(sheet.assessor()));
        if names.clone().eq(self.members.iter().map(String::as_str)) {
            return;
        }
        self.members = names.map(str::to_owned).collect();
        let near = case.stages().iter().flat_map(Stage::near_members);
        self.near
            .extend(near.map(|(one, other)| (line, [one.to_owned(), other.to_owned()])));
    }
}

struct Run<'r> {
    catalog: &'r Catalog,
    pool: &'r rayon::ThreadPool,
    stopped: &'r AtomicBool,
    /// Whether an annex is asked for.
    lists: bool,
    bar: ProgressBar,
    counts: Counts,
    /// What the annex lists.
    listed: Vec<EvaluatedCase>,
}

/// Lines that are decided together. Its memory is used again for later ones.
#[derive(Default)]
struct Block {
    /// The lines, one after the other.
    text: Vec<u8>,
    /// The number of each line that is not blank, and where it is.
    lines: Vec<(usize, Range<usize>)>,
    /// The number of the last line read.
    last: usize,
    /// Whether the input ended with it.
    end: bool,
}

impl Block {
    /// Reads the lines after line `last`, in place of those read before.
    fn read(&mut self, name: &str, reader: &mut impl BufRead, last: usize) -> Result<(), Failure> {
        self.text.clear();
        self.lines.clear();
        self.last = last;
        while self.text.len() < BLOCK_BYTES && self.lines.len() < BLOCK_LINES {
            let start = self.text.len();
            let read = source::line(reader, &mut self.text);
            if !read.map_err(|error| source::unreadable(name, &error))? {
                self.end = true;
                break;
            }
            self.last += 1;
            let place = start..self.text.len();
            let line = self.text.get(place.clone()).unwrap_or_default();
            if !source::is_blank(line) {
                self.lines.push((self.last, place));
            }
        }
        Ok(())
    }
}

impl Run<'_> {
    /// Answers everything that was read, in order.
    fn items(&mut self, items: Vec<Item>, out: &mut impl Write) -> Outcome {
        for item in items {
            match item {
                Item::Lines(name, reader) => self.blocks(&name, reader, out)?,
                Item::Empty(_, blank) => self.counts.blank += blank,
                // A document of several lines has one case; its problems have their own lines.
                Item::Case(name, case) => {
                    let mut answers = Answers::default();
                    self.answer(1, case.map(|case| case.evaluate()), &mut answers);
                    self.put(&name, answers, out)?;
                }
            }
            if self.stopped.load(Ordering::Relaxed) {
                break;
            }
        }
        Ok(())
    }

    fn put(&mut self, name: &str, answers: Answers, out: &mut impl Write) -> Outcome {
        out.write_all(&answers.text)?;
        for (line, near) in answers.near {
            let place = format_args!("{name}:{line}");
            self.counts.near.tell(place, near);
        }
        self.counts.cases += answers.cases;
        self.counts.wrong += answers.wrong;
        self.listed.extend(answers.decided);
        Ok(())
    }

    /// Counts the lines up to one; those of them that were not answered are blank.
    fn passed(&mut self, line: usize, answered: usize) {
        let lines = line - self.counts.lines;
        self.counts.lines = line;
        self.counts.blank += lines - answered;
    }

    fn blocks(
        &mut self,
        name: &str,
        mut reader: impl BufRead + Send,
        out: &mut impl Write,
    ) -> Outcome {
        let before = self.counts.lines;
        let (mut block, mut next) = (Block::default(), Block::default());
        block.read(name, &mut reader, 0)?;
        loop {
            let end = block.end || self.stopped.load(Ordering::Relaxed);
            // The next lines are read while these are decided.
            let (answers, read) = self.pool.install(|| {
                let lines = block.lines.par_chunks(ANSWERED_LINES);
                rayon::join(
                    || {
                        let answers = lines.map(|lines| self.answers(name, &block.text, lines));
                        answers.collect::<Vec<Answers>>()
                    },
                    || (!end).then(|| next.read(name, &mut reader, block.last)),
                )
            });
            // What is counted is what was answered, also where the answers cannot be written any more.
            for answers in answers {
                let (last, answered) = (answers.last, answers.cases);
                self.put(name, answers, out)?;
                self.passed(before + last, answered);
            }
            self.passed(before + block.last, 0);
            self.bar
                .inc(u64::try_from(block.text.len()).unwrap_or(u64::MAX));
            match read {
                None => return Ok(()),
                Some(read) => read?,
            }
            std::mem::swap(&mut block, &mut next);
        }
    }

    fn answers(&self, name: &str, text: &[u8], lines: &[(usize, Range<usize>)]) -> Answers {
        let mut answers = Answers::default();
        for (number, place) in lines {
            answers.last = *number;
            let line = text.get(place.clone()).unwrap_or_default();
            let text = source::text(name, line);
            let text = text.map_err(|problem| LoadError::from(problem.in_line(*number)));
            let case = text.and_then(|text| input::line_case(text, name, *number, self.catalog));
            self.answer(*number, case.map(|case| case.evaluate()), &mut answers);
        }
        answers
    }

    fn answer(
        &self,
        number: usize,
        decided: Result<EvaluatedCase, LoadError>,
        answers: &mut Answers,
    ) {
        let written = match decided {
            Ok(answer) => {
                answers.near_members(number, answer.case());
                let text = &mut answers.text;
                let written = serde_json::to_writer(&mut *text, &answer);
                answers.decided.extend(self.lists.then_some(answer));
                written
            }
            Err(error) => {
                answers.wrong += 1;
                let text = &mut answers.text;
                serde_json::to_writer(&mut *text, &error.of_line(number))
            }
        };
        // INVARIANT: both shapes have only string keys and no floats, so they can always be written.
        debug_assert!(written.is_ok(), "{written:?}");
        answers.text.push(b'\n');
        answers.cases += 1;
    }
}
