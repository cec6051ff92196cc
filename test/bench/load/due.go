package main

import (
	"bytes"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// How many more workers take the jobs that have fallen due.
const takers = 20

// A backlog of scheduled jobs falls due in a queue of its own, while the workers repeat their cycle in theirs. For each job
// is counted how late it entered its queue, as the server says, and reached a worker. Jobs that fall due all at once are
// only taken once measuring is over, so that it shows what promoting them costs the cycle.
func due(c *crew) (*report, error) {
	elsewhere := c.options
	elsewhere.queue += "-due"
	cyclers := uint64(len(c.workers))
	for range takers {
		if _, err := c.add(elsewhere); err != nil {
			return nil, err
		}
	}
	first := time.Now().Add(c.dueIn)
	apart := float64(c.dueOver) / float64(c.jobs)
	backlog := newBatch(elsewhere, func(job uint64) time.Time { return first.Add(time.Duration(apart * float64(job))) })
	if err := c.workers[cyclers].pushBacklog(c.jobs, backlog); err != nil {
		return nil, err
	}
	if time.Now().After(first) {
		return nil, fmt.Errorf("the jobs fell due before all of them were pushed; -due-in %v is too short", c.dueIn)
	}
	time.Sleep(time.Until(first) - c.warm)
	begin, left := time.Now(), atomic.Int64{}
	left.Store(int64(c.jobs))
	return c.timed(func(w *worker) error {
		if w.number < cyclers {
			return w.cycle(&c.now, newPace(c.options, w.number, begin))
		}
		for c.dueOver == 0 && c.now.is() != over {
			time.Sleep(10 * time.Millisecond)
		}
		return w.take(&left)
	})
}

func (w *worker) take(left *atomic.Int64) error {
	for left.Load() > 0 {
		job, err := w.fetchOne()
		if err != nil {
			return err
		}
		if job == nil {
			continue
		}
		at, atErr := timeOf(job, `"at":"`)
		entered, enteredErr := timeOf(job, `"enqueued_at":"`)
		if err := errors.Join(atErr, enteredErr); err != nil {
			return err
		}
		w.verbs.count(promoted, entered.Sub(at))
		w.verbs.count(received, time.Since(at))
		if _, err := w.settleOne(); err != nil {
			return err
		}
		left.Add(-1)
	}
	return nil
}

func timeOf(job []byte, key string) (time.Time, error) {
	_, behind, found := bytes.Cut(job, []byte(key))
	text, _, closed := bytes.Cut(behind, []byte(`"`))
	if !found || !closed {
		return time.Time{}, fmt.Errorf("a job came without %s", key)
	}
	return time.Parse(time.RFC3339Nano, string(text))
}
