"""faktory 1.0.0 against a running server (FAKTORY_URL): a line for each step that went as it should, exit 1 at the first that did not.

Its client only pushes; bulk push and INFO are in no API of it, so those two go over its connection as they are. Its HELLO carries no "v".
"""

import json

import faktory
from faktory import Worker

QUEUE = "py-faktory"


def asked(connection, command: str, data=None) -> str:
    connection.reply(command, data)
    return next(connection.get_message())


def good(n: int, text: str, nested: list) -> None:
    assert (text, nested) == ("ünï", [1.5, None, True]), (n, text, nested)


def bad(*_args) -> None:
    raise ValueError("not today")


def main() -> None:
    args = ["ünï", [1.5, None, True]]
    with faktory.connection() as client:
        assert client.queue("good", args=[0, *args], queue=QUEUE)
        print("push")

        bulk = [{"jid": f"py-faktory-{n}", "jobtype": "bad" if n == 3 else "good", "queue": QUEUE, "args": [n, *args]} for n in (1, 2, 3)]
        assert asked(client.faktory, "PUSHB", json.dumps(bulk)) == "{}"
        print("push bulk")

    worker = Worker(queues=[QUEUE], concurrency=1, use_threads=True)
    worker.register("good", good)
    worker.register("bad", bad)
    worker.log.disabled = True  # it logs the traceback of the job that is meant to fail
    worker.faktory.connect(worker_id=worker.worker_id)

    worker.heartbeat()
    print("beat")

    # A tick settles what has run, then fetches; the last one only settles.
    while True:
        worker.tick()
        state = json.loads(asked(worker.faktory, "INFO"))["faktory"]
        if state["total_processed"] == 4:
            break
    print("fetch, ack")

    assert state["total_failures"] == 1 and state["sets"]["retries"] == 1, state
    print("fetch, fail")

    assert state["queues"][QUEUE] == 0, state
    print("info")
    worker.faktory.disconnect()
    worker.executor.shutdown()


main()
