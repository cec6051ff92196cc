//! Counts words for the queue "wordcount": wordcount-worker RESULTS. Stops on TERM or Ctrl-C.

use faktory::{Job, Worker};
use serde_json::json;
use std::{
    error::Error,
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, Write},
    sync::atomic::{AtomicU64, Ordering},
};
use tokio::signal::unix::{signal, SignalKind};

static STARTED: AtomicU64 = AtomicU64::new(0);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("usage: wordcount-worker RESULTS")?;
    let results = OpenOptions::new().create(true).append(true).open(path)?;
    // The job that never ends, to see what becomes of it when this worker is killed; 0: none.
    let stall_at = std::env::var("WORDCOUNT_STALL_AT").map_or(Ok(0), |n| n.parse())?;
    let (mut term, mut int) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );

    Worker::builder()
        .workers(2)
        .labels(["wordcount-rust".to_string()])
        .register_blocking_fn("wordcount", move |job: Job| {
            if STARTED.fetch_add(1, Ordering::SeqCst) + 1 == stall_at {
                println!("stalled on {}", job.id().as_str());
                loop {
                    std::thread::park();
                }
            }
            count_for(&job, &results)
        })
        .with_graceful_shutdown(async move {
            tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
        })
        .connect()
        .await?
        .run(&["wordcount"])
        .await?;
    Ok(())
}

fn count_for(job: &Job, mut results: &File) -> io::Result<()> {
    let path = job.args().first().and_then(|arg| arg.as_str());
    let path = path.ok_or_else(|| io::Error::other("the argument is no path"))?;
    let words = count_words(File::open(path)?)?;
    let line = json!({"jid": job.id().as_str(), "path": path, "words": words});
    results.write_all(format!("{line}\n").as_bytes())
}

/// A word is a run of bytes other than white space. (`is_ascii_whitespace` lacks the vertical tab.)
fn count_words(file: File) -> io::Result<u64> {
    let (mut words, mut in_word) = (0, false);
    let mut input = BufReader::with_capacity(1 << 16, file);
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            return Ok(words);
        }
        for byte in chunk {
            let was_in_word = in_word;
            in_word = !matches!(byte, b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r');
            if in_word && !was_in_word {
                words += 1;
            }
        }
        let size = chunk.len();
        input.consume(size);
    }
}
