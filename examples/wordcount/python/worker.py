"""Counts words for the queue "wordcount": python worker.py RESULTS. Stops on TERM or Ctrl-C."""

import json
import os
import sys
import time
from multiprocessing import Value

from pyfaktory import Client, Consumer

# The job that never ends, to see what becomes of it when this worker is killed; 0: none.
STALL_AT = int(os.environ.get("WORDCOUNT_STALL_AT", "0"))
started = Value("q", 0)


def count_words(path: str) -> int:
    """A word is a run of bytes other than white space, which is also where bytes.split splits."""
    words, in_word = 0, False
    with open(path, "rb") as file:
        while chunk := file.read(1 << 16):
            words += len(chunk.split())
            if in_word and not chunk[:1].isspace():
                words -= 1  # the chunk begins inside a word that was counted
            in_word = not chunk[-1:].isspace()
    return words


def wordcount(jid: str, path: str) -> None:
    with started.get_lock():
        started.value += 1
        stalls = started.value == STALL_AT
    if stalls:
        print("stalled on", jid, flush=True)
        time.sleep(86_400)
    line = json.dumps({"jid": jid, "path": path, "words": count_words(path)}) + "\n"
    results = os.open(sys.argv[1], os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o644)
    os.write(results, line.encode())
    os.close(results)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python worker.py RESULTS")
    with Client(role="consumer", worker_id=os.urandom(8).hex(), labels=["wordcount-python"], beat_period=5) as client:
        consumer = Consumer(client, queues=["wordcount"], concurrency=2, grace_period=5)
        consumer.register("wordcount", wordcount, bind=True)
        consumer.run()
