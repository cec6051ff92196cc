//! The Rust client against a running server (FAKTORY_URL): a line for each step that went as it should, a panic at the first that did not.
//!
//! Its client pushes and asks; FETCH, ACK, FAIL and BEAT are its worker's.

use faktory::{Client, Job, Worker};
use serde_json::json;
use std::{io, time::Duration};

const QUEUE: &str = "rust-client";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut client = Client::connect().await?;
    client.enqueue(job("good", 0)).await?;
    println!("push");

    let (stored, errors) = client
        .enqueue_many([job("good", 1), job("good", 2), job("bad", 3)])
        .await?;
    assert_eq!((stored, errors), (3, None));
    println!("push bulk");

    let mut worker = Worker::builder()
        .register_fn("good", |job: Job| async move {
            assert_eq!(job.args()[1..], [json!("ünï"), json!([1.5, null, true])]);
            Ok(())
        })
        .register_fn("bad", |_| async { Err(io::Error::other("not today")) })
        // The worker beats 5 s after it began to run.
        .with_graceful_shutdown(tokio::time::sleep(Duration::from_millis(5_500)))
        .connect()
        .await?;
    for _ in 0..3 {
        assert!(worker.run_one(0, &[QUEUE]).await?);
    }
    println!("fetch, ack");

    assert!(worker.run_one(0, &[QUEUE]).await?);
    println!("fetch, fail");

    worker.run(&[QUEUE]).await?;
    println!("beat");

    let info = client.current_info().await?.data;
    assert_eq!(info.queues[QUEUE], 0);
    assert_eq!((info.total_processed, info.total_failures), (4, 1));
    println!("info");
    Ok(())
}

fn job(kind: &str, n: i32) -> Job {
    Job::builder(kind)
        .args([json!(n), json!("ünï"), json!([1.5, null, true])])
        .queue(QUEUE)
        .build()
}
