//! `ocop batch`: one case a line, on all cores, in order, with bounded memory.

use std::io::{self, BufRead, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};
use ocop::{Catalog, Diagnostic, EvaluatedCase, LoadError};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::Serialize;

use crate::files::{self, Output};
use crate::input::{self, Item};
use crate::{Failure, Outcome, counted, report, said, tell};

/// Lines are decided together until they have this many bytes, or there are `BLOCK_LINES`. The
/// results are several times as long, and there is one block at a time.
const BLOCK_BYTES: usize = 2 * 1024 * 1024;
const BLOCK_LINES: usize = 1024;

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
}

/// Decides each line by itself; a bad one becomes its problems, in its place.
pub fn batch(arguments: &Arguments, out: &mut impl Write) -> Outcome {
    let catalog = input::catalog(arguments.councils.as_deref())?;
    let threads = threads(arguments.threads);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Failure::Argument(format!("no threads: {error}")))?;
    let stopped = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&stopped);
    // Without a handler the program would stop in the middle of a line.
    let handler = ctrlc::set_handler(move || stop.store(true, Ordering::Relaxed));
    if let Err(error) = handler {
        tell(said(
            format!("lưu ý: khi bị ngắt sẽ không báo được: {error}"),
            format!("warning: an interruption will not be told: {error}"),
        ));
    }
    let run = Run {
        catalog: &catalog,
        pool: &pool,
        stopped: &stopped,
        lists: arguments.annex.is_some(),
    };
    let items = input::items(&arguments.cases, &catalog)?;
    // Lines that are wrong are answered in place; a file that cannot be opened has none.
    let unreadable = items.iter().filter_map(Item::unreadable);
    LoadError::unless_empty(unreadable.cloned().collect())?;
    let bar = bar(&arguments.cases);
    let outputs = arguments.out.iter().chain(&arguments.annex);
    let outputs: Vec<&Path> = outputs.map(PathBuf::as_path).collect();
    files::claim(&outputs, true)?;
    let mut counts = Counts::default();
    let mut listed = Vec::new();
    let outcome = match &arguments.out {
        None => run.items(items, &mut counts, &mut listed, &bar, out),
        Some(path) => Output::create(path).and_then(|mut file| {
            run.items(items, &mut counts, &mut listed, &bar, &mut file)?;
            if stopped.load(Ordering::Relaxed) {
                let path = path.display();
                tell(said(
                    format!("không ghi `{path}`"),
                    format!("`{path}` is not written"),
                ));
                return Ok(());
            }
            file.finish()
        }),
    };
    bar.finish_and_clear();
    let whole = outcome.is_ok() && !stopped.load(Ordering::Relaxed);
    let Counts {
        lines,
        cases,
        wrong,
        blank,
    } = counts;
    let stop = |vi: &str, en: &str| {
        if whole {
            String::new()
        } else {
            said(vi, en) + &lines.to_string()
        }
    };
    let stop = stop(", dừng sau dòng ", ", stopped after line ");
    tell(said(
        format!("{cases} hồ sơ, {wrong} hồ sơ sai, {blank} dòng trống{stop}"),
        format!(
            "{}, {wrong} of them wrong, {}{stop}",
            counted(cases, "case"),
            counted(blank, "blank line")
        ),
    ));
    outcome?;
    if stopped.load(Ordering::Relaxed) || counts.wrong > 0 {
        if let Some(path) = &arguments.annex {
            let path = path.display();
            tell(said(
                format!("không ghi `{path}`: sẽ thiếu sản phẩm"),
                format!("`{path}` is not written: it would lack products"),
            ));
        }
        return Err(Failure::Answered);
    }
    match &arguments.annex {
        Some(path) => files::write(path, report::annex(&listed).page().as_bytes()),
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
        tell(said(
            format!("lưu ý: máy có {cores} lõi, dùng {cores} luồng"),
            format!("warning: there are {cores} cores, so {cores} threads are used"),
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
}

/// A line that could not be decided.
#[derive(Serialize)]
struct BadLine<'a> {
    line: usize,
    errors: &'a [Diagnostic],
}

/// The answer to a line, ready to be written.
struct Answer {
    text: Vec<u8>,
    wrong: bool,
    /// Kept where an annex is asked for.
    decided: Option<EvaluatedCase>,
}

struct Run<'r> {
    catalog: &'r Catalog,
    pool: &'r rayon::ThreadPool,
    stopped: &'r AtomicBool,
    /// Whether an annex is asked for.
    lists: bool,
}

/// Lines that are decided together.
#[derive(Default)]
struct Block {
    /// Numbers and texts of the lines that are not blank.
    lines: Vec<(usize, Vec<u8>)>,
    /// The number of the last line read.
    last: usize,
    blank: usize,
    bytes: usize,
    /// Whether the input ended with it.
    end: bool,
}

impl Run<'_> {
    /// Answers everything that was read, in order.
    fn items(
        &self,
        items: Vec<Item>,
        counts: &mut Counts,
        listed: &mut Vec<EvaluatedCase>,
        bar: &ProgressBar,
        out: &mut impl Write,
    ) -> Outcome {
        for item in items {
            match item {
                Item::Lines(name, reader) => {
                    self.blocks(&name, reader, counts, listed, bar, out)?;
                }
                Item::Empty(_) => {}
                // A document has one case; its problems have their own lines.
                Item::Case(_, case) => {
                    let answer = self.answered(1, case.map(|case| case.evaluate()));
                    self.put(answer, counts, listed, out)?;
                }
            }
            if self.stopped.load(Ordering::Relaxed) {
                break;
            }
        }
        Ok(())
    }

    fn put(
        &self,
        answer: Answer,
        counts: &mut Counts,
        listed: &mut Vec<EvaluatedCase>,
        out: &mut impl Write,
    ) -> Outcome {
        out.write_all(&answer.text)?;
        counts.cases += 1;
        counts.wrong += usize::from(answer.wrong);
        listed.extend(answer.decided);
        Ok(())
    }

    fn blocks(
        &self,
        name: &str,
        mut reader: impl BufRead + Send,
        counts: &mut Counts,
        listed: &mut Vec<EvaluatedCase>,
        bar: &ProgressBar,
        out: &mut impl Write,
    ) -> Outcome {
        let before = counts.lines;
        let mut block = self::block(name, &mut reader, 0)?;
        loop {
            let after = block.last;
            let (last, blank, bytes) = (block.last, block.blank, block.bytes);
            let end = block.end || self.stopped.load(Ordering::Relaxed);
            // The next lines are read while these are decided.
            let (answers, next) = self.pool.install(|| {
                rayon::join(
                    || {
                        let lines = std::mem::take(&mut block.lines).into_par_iter();
                        let answers = lines.map(|(number, line)| self.answer(name, number, line));
                        answers.collect::<Vec<Answer>>()
                    },
                    || (!end).then(|| self::block(name, &mut reader, after)),
                )
            });
            for answer in answers {
                self.put(answer, counts, listed, out)?;
            }
            counts.lines = before + last;
            counts.blank += blank;
            bar.inc(u64::try_from(bytes).unwrap_or(u64::MAX));
            match next {
                None => return Ok(()),
                Some(read) => block = read?,
            }
        }
    }

    fn answer(&self, name: &str, number: usize, line: Vec<u8>) -> Answer {
        let text = input::text(name, line);
        let text = text.map_err(|problem| LoadError::from(problem.in_line(number)));
        let decided =
            text.and_then(|text| EvaluatedCase::from_json_line(&text, name, number, self.catalog));
        self.answered(number, decided)
    }

    fn answered(&self, number: usize, decided: Result<EvaluatedCase, LoadError>) -> Answer {
        let (text, decided) = match decided {
            Ok(answer) => (serde_json::to_vec(&answer), Some(answer)),
            Err(error) => {
                let errors = error.diagnostics();
                let bad = BadLine {
                    line: number,
                    errors,
                };
                (serde_json::to_vec(&bad), None)
            }
        };
        // Both shapes have only string keys and no floats, so they can always be written.
        let mut text = text.unwrap_or_default();
        text.push(b'\n');
        Answer {
            text,
            wrong: decided.is_none(),
            decided: decided.filter(|_| self.lists),
        }
    }
}

/// Reads the block of lines after line `last`.
fn block(name: &str, reader: &mut impl BufRead, last: usize) -> Result<Block, Failure> {
    let mut block = Block {
        last,
        ..Block::default()
    };
    while block.bytes < BLOCK_BYTES && block.lines.len() < BLOCK_LINES {
        let line = input::line(reader).map_err(|error| input::unreadable(name, &error))?;
        let Some(line) = line else {
            block.end = true;
            break;
        };
        block.last += 1;
        block.bytes += line.len();
        if line.trim_ascii().is_empty() {
            block.blank += 1;
        } else {
            block.lines.push((block.last, line));
        }
    }
    Ok(block)
}
