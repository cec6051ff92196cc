package main

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"
)

// A worker is a connection with its commands, written once: only the jid in them changes.
type worker struct {
	*connection
	tally
	number    uint64
	failEvery uint64
	verbs     *times
	lines     []lines // of its queues, which it goes round
	ackLine   []byte
	failLine  []byte
	jid       [16]byte // of the job fetched last
}

// The commands of one queue.
type lines struct {
	push   []byte
	argsAt int // of a unique job where its args hold the jid too, else 0
	fetch  []byte
}

func linesOf(o options) lines {
	l := lines{push: fmt.Appendf(nil, "PUSH %s\r\n", jobText(o, "")), fetch: []byte("FETCH " + o.queue + "\r\n")}
	if o.unique {
		l.argsAt = bytes.Index(l.push, []byte(`"args":["`)) + len(`"args":["`)
	}
	return l
}

// What a worker did in the whole run, and the jobs it completed while it was measured.
type tally struct {
	pushed, fetched, acked, failed, jobs uint64

	sum uint64 // of mixed jids: pushed minus fetched, 0 over all workers if each job came back once
}

const (
	ackHead  = `ACK {"jid":"`
	failHead = `FAIL {"jid":"`
)

func newWorker(o options, number int, verbs *times) (*worker, error) {
	c, err := dial(o)
	if err != nil {
		return nil, err
	}
	all := []lines{linesOf(o)}
	if o.queues > 1 {
		all = nil
		for i := number % o.queues; i < o.queues; i += o.conns {
			own := o
			own.queue = fmt.Sprintf("%s-%d", o.queue, i)
			all = append(all, linesOf(own))
		}
	}
	return &worker{
		connection: c,
		number:     uint64(number),
		failEvery:  uint64(o.failEvery),
		verbs:      verbs,
		lines:      all,
		ackLine:    fmt.Appendf(nil, ackHead+"%016x\"}\r\n", 0),
		failLine:   fmt.Appendf(nil, failHead+"%016x\",\"errtype\":\"Bench\",\"message\":\"one of many\",\"backtrace\":[]}\r\n", 0),
	}, nil
}

func (w *worker) pushOne() error {
	l := w.lines[w.pushed%uint64(len(w.lines))]
	jid := w.nextJid()
	putJid(l.push[len(`PUSH {"jid":"`):], jid)
	if l.argsAt > 0 {
		putJid(l.push[l.argsAt:], jid)
	}
	return w.expectOK(l.push)
}

// A jid is 16 hex digits: the worker's number and how many it has pushed.
func (w *worker) nextJid() uint64 {
	jid := w.number<<40 | w.pushed
	w.pushed++
	w.sum += mixed(jid)
	return jid
}

// Nil where the server had no job.
func (w *worker) fetchOne() ([]byte, error) {
	job, err := w.expectBulk(w.lines[w.fetched%uint64(len(w.lines))].fetch)
	if job == nil || err != nil {
		return nil, err
	}
	at := bytes.Index(job, []byte(`"jid":"`)) + len(`"jid":"`)
	if at < len(`"jid":"`) || at+16 > len(job) {
		return nil, fmt.Errorf("fetched a job without a jid of ours: %q", job)
	}
	copy(w.jid[:], job[at:at+16])
	var raw [8]byte
	if _, err := hex.Decode(raw[:], w.jid[:]); err != nil {
		return nil, err
	}
	w.fetched++
	w.sum -= mixed(binary.BigEndian.Uint64(raw[:]))
	return job, nil
}

// Acknowledges the job fetched last, or lets it fail where its turn has come.
func (w *worker) settleOne() (verb, error) {
	if w.failEvery > 0 && (w.number+w.fetched)%w.failEvery == 0 {
		w.failed++
		copy(w.failLine[len(failHead):], w.jid[:])
		return failVerb, w.expectOK(w.failLine)
	}
	w.acked++
	copy(w.ackLine[len(ackHead):], w.jid[:])
	return ackVerb, w.expectOK(w.ackLine)
}

// Fetches a job that must be there and settles it.
func (w *worker) workOff(now *phase) error {
	begun := time.Now()
	job, err := w.fetchOne()
	if err != nil {
		return err
	}
	if job == nil {
		return fmt.Errorf("no job is left, after %d of this connection", w.fetched)
	}
	return w.settleMeasured(now, begun)
}

// Settles the job fetched last; its FETCH was begun then.
func (w *worker) settleMeasured(now *phase, begun time.Time) error {
	fetched := time.Now()
	settledBy, err := w.settleOne()
	if err != nil {
		return err
	}
	if now.is() == measured {
		w.jobs++
		w.verbs.count(fetchVerb, fetched.Sub(begun))
		w.verbs.count(settledBy, time.Since(fetched))
	}
	return nil
}
