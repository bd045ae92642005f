//! `ocop batch`: one case a line, on all cores, in order, with bounded memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};
use ocop::{Catalog, Diagnostic, EvaluatedCase, LoadError};
use ocop_papers::Annex;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::Serialize;

use crate::files::{self, Output};
use crate::input::{self, STDIN};
use crate::{Failure, Outcome, tell};

/// Lines are decided together until they have this many bytes, or there are `BLOCK_LINES`. The
/// results are several times as long, and there is one block at a time.
const BLOCK_BYTES: usize = 2 * 1024 * 1024;
const BLOCK_LINES: usize = 1024;

/// What `ocop batch` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// One case per line; `-` is standard input.
    cases: PathBuf,
    /// Write the results here instead of to standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Threads to use; all cores where it is not given.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
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
    let threads = arguments.threads.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Failure::Argument(format!("no threads: {error}")))?;
    let stopped = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&stopped);
    // Without a handler the program would stop in the middle of a line.
    let handler = ctrlc::set_handler(move || stop.store(true, Ordering::Relaxed));
    if let Err(error) = handler {
        tell(format_args!(
            "warning: an interruption will not be told: {error}"
        ));
    }
    let name = arguments.cases.display().to_string();
    let run = Run {
        name: &name,
        catalog: &catalog,
        pool: &pool,
        stopped: &stopped,
        lists: arguments.annex.is_some(),
    };
    let (reader, bar) = open(&arguments.cases)?;
    let outputs = arguments.out.iter().chain(&arguments.annex);
    let outputs: Vec<&Path> = outputs.map(PathBuf::as_path).collect();
    files::claim(&outputs, true)?;
    let mut counts = Counts::default();
    let mut annex = Annex::default();
    let outcome = match &arguments.out {
        None => run.blocks(reader, &mut counts, &mut annex, &bar, out),
        Some(path) => Output::create(path).and_then(|mut file| {
            run.blocks(reader, &mut counts, &mut annex, &bar, &mut file)?;
            if stopped.load(Ordering::Relaxed) {
                tell(format_args!("`{}` is not written", path.display()));
                return Ok(());
            }
            file.finish()
        }),
    };
    bar.finish_and_clear();
    let whole = outcome.is_ok() && !stopped.load(Ordering::Relaxed);
    let sofar = if whole { "" } else { ", stopped after line " };
    let line = if whole {
        String::new()
    } else {
        counts.lines.to_string()
    };
    tell(format_args!(
        "{} cases, {} of them wrong, {} blank lines{sofar}{line}",
        counts.cases, counts.wrong, counts.blank
    ));
    outcome?;
    if stopped.load(Ordering::Relaxed) || counts.wrong > 0 {
        if let Some(path) = &arguments.annex {
            tell(format_args!(
                "`{}` is not written: it would lack products",
                path.display()
            ));
        }
        return Err(Failure::Answered);
    }
    match &arguments.annex {
        Some(path) => files::write(path, annex.page().as_bytes()),
        None => Ok(()),
    }
}

/// The cases, and a bar that shows how far they are read when there is somebody to see it.
fn open(path: &Path) -> Result<(Box<dyn BufRead + Send>, ProgressBar), Failure> {
    let name = path.display().to_string();
    files::reads(path);
    if name == STDIN {
        let stdin = input::stdin()?;
        return Ok((Box::new(BufReader::new(stdin)), ProgressBar::hidden()));
    }
    let file = File::open(path).map_err(|error| input::unreadable(&name, &error))?;
    let length = file.metadata().map_or(0, |data| data.len());
    let bar = if io::stderr().is_terminal() && length > 0 {
        let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta}");
        ProgressBar::new(length).with_style(style.unwrap_or(ProgressStyle::default_bar()))
    } else {
        ProgressBar::hidden()
    };
    Ok((Box::new(BufReader::with_capacity(1 << 18, file)), bar))
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
    name: &'r str,
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
    fn blocks(
        &self,
        mut reader: impl BufRead + Send,
        counts: &mut Counts,
        annex: &mut Annex,
        bar: &ProgressBar,
        out: &mut impl Write,
    ) -> Outcome {
        let mut block = self.block(&mut reader, 0)?;
        loop {
            let after = block.last;
            let (last, blank, bytes) = (block.last, block.blank, block.bytes);
            let end = block.end || self.stopped.load(Ordering::Relaxed);
            // The next lines are read while these are decided.
            let (answers, next) = self.pool.install(|| {
                rayon::join(
                    || {
                        let lines = std::mem::take(&mut block.lines).into_par_iter();
                        let answers = lines.map(|(number, line)| self.answer(number, line));
                        answers.collect::<Vec<Answer>>()
                    },
                    || (!end).then(|| self.block(&mut reader, after)),
                )
            });
            for answer in answers {
                out.write_all(&answer.text)?;
                counts.cases += 1;
                counts.wrong += usize::from(answer.wrong);
                if let Some(decided) = &answer.decided {
                    annex.add(decided);
                }
            }
            counts.lines = last;
            counts.blank += blank;
            bar.inc(u64::try_from(bytes).unwrap_or(u64::MAX));
            match next {
                None => return Ok(()),
                Some(read) => block = read?,
            }
        }
    }

    /// Reads the block of lines after line `last`.
    fn block(&self, reader: &mut impl BufRead, last: usize) -> Result<Block, Failure> {
        let mut block = Block {
            last,
            ..Block::default()
        };
        while block.bytes < BLOCK_BYTES && block.lines.len() < BLOCK_LINES {
            let line = input::line(reader).map_err(|error| input::unreadable(self.name, &error))?;
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

    fn answer(&self, number: usize, line: Vec<u8>) -> Answer {
        let text = input::text(self.name, line);
        let text = text.map_err(|problem| LoadError::from(problem.in_line(number)));
        let decided = text
            .and_then(|text| EvaluatedCase::from_json_line(&text, self.name, number, self.catalog));
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
