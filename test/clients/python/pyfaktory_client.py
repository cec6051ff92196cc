"""pyfaktory against a running server (FAKTORY_URL): a line for each step that went as it should, exit 1 at the first that did not.

Its consumer calls the methods with an underscore; called here by hand, so that each command is a step.
"""

from pyfaktory import Client, Job, Producer

QUEUE = "pyfaktory"
ARGS = ["ünï", [1.5, None, True]]


def fetched(client: Client, pushed: Job) -> str:
    job = client._fetch([QUEUE])
    assert job is not None, "nothing to fetch"
    assert job["jid"] == pushed.jid, job
    assert job["args"] == pushed.args, job
    return job["jid"]


def main() -> None:
    # Its heartbeat thread beats on connecting, and ends one period after the client did: 5 s is its shortest.
    with Client(role="both", worker_id="pyfaktory-wid", beat_period=5) as client:
        jobs = [Job(jobtype="story", args=[n, *ARGS], queue=QUEUE) for n in range(4)]
        producer = Producer(client)

        assert producer.push(jobs[0])
        print("push")

        assert producer.push_bulk(jobs[1:]) == {}
        print("push bulk")

        for pushed in jobs[:3]:
            assert client._ack(fetched(client, pushed))
        print("fetch, ack")

        assert client._fail(fetched(client, jobs[3]), "ValueError", "not today", ["line 1", "line 2"])
        print("fetch, fail")

        assert client._beat(rss_kb=1234)
        print("beat")

        faktory = client.info()["faktory"]
        assert faktory["queues"][QUEUE] == 0, faktory
        assert faktory["total_processed"] == 4 and faktory["total_failures"] == 1, faktory
        assert faktory["sets"]["retries"] == 1, faktory
        print("info")


main()
