package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync/atomic"
	"time"
)

// The phase of a run, which all workers look at between jobs.
type phase struct{ value atomic.Int32 }

const (
	warming = iota
	measured
	over
)

func (p *phase) is() int32 { return p.value.Load() }

// A crew is the workers of a run, and what they saw.
type crew struct {
	options
	workers []*worker
	verbs   *times
	now     phase
	close   func()
}

func hire(o options) (*crew, error) {
	closeIdle, err := dialIdle(o)
	c := &crew{options: o, verbs: &times{}}
	c.close = func() {
		closeIdle()
		for _, w := range c.workers {
			w.conn.Close()
		}
	}
	for range o.conns {
		if err == nil {
			_, err = c.add(o)
		}
	}
	if err != nil {
		c.close()
	}
	return c, err
}

// One more worker, perhaps with another queue.
func (c *crew) add(o options) (*worker, error) {
	w, err := newWorker(o, len(c.workers), c.verbs)
	if err == nil {
		c.workers = append(c.workers, w)
	}
	return w, err
}

// Starts all workers; what it returns waits for their end.
func (c *crew) start(work func(w *worker) error) (wait func() error) {
	results := make(chan error, len(c.workers))
	for _, w := range c.workers {
		go func() { results <- work(w) }()
	}
	return func() error {
		var all error
		for range c.workers {
			all = errors.Join(all, <-results)
		}
		return all
	}
}

// Warms up, measures, and lets the workers end.
func (c *crew) timed(work func(w *worker) error) (*report, error) {
	wait := c.start(work)
	time.Sleep(c.warm)
	seen, err := c.measure(c.wait)
	err = errors.Join(err, wait())
	return c.complete(seen, err)
}

// Waits for the time that is measured, or until it is interrupted: it measures how long something else takes.
func (c *crew) wait() error {
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	defer signal.Stop(interrupted)
	select {
	case <-interrupted:
	case <-time.After(c.seconds):
	}
	return nil
}

// Measures until all workers are done.
func (c *crew) counted(work func(w *worker) error) (*report, error) {
	seen, err := c.measure(func() error { return c.start(work)() })
	return c.complete(seen, err)
}

// Takes the server's usage over exactly the time that is measured.
func (c *crew) measure(pass func() error) (*report, error) {
	defer c.now.value.Store(over)
	before, err := usageOf(c.pid)
	if err != nil {
		return nil, err
	}
	begin, ownBefore := time.Now(), ownCPUSeconds()
	c.now.value.Store(measured)
	err = pass()
	c.now.value.Store(over)
	seen := &report{Seconds: time.Since(begin).Seconds(), LoadCPU: ownCPUSeconds() - ownBefore}
	after, usageErr := usageOf(c.pid)
	if after != nil && before != nil {
		seen.Server = after.since(*before)
	}
	return seen, errors.Join(err, usageErr)
}

var errNotOnce = errors.New("some job did not come back exactly once")

func (c *crew) complete(seen *report, err error) (*report, error) {
	if err != nil {
		return nil, err
	}
	sum := uint64(0)
	for _, w := range c.workers {
		seen.Jobs += int(w.jobs)
		seen.Pushed += int(w.pushed)
		seen.Fetched += int(w.fetched)
		seen.Acked += int(w.acked)
		seen.Failed += int(w.failed)
		sum += w.sum
	}
	seen.Verbs = c.verbs.spans()
	isWrong := seen.Pushed != seen.Fetched || seen.Fetched != seen.Acked+seen.Failed || sum != 0
	if isWrong && !c.unchecked {
		return nil, fmt.Errorf("%w: pushed %d, fetched %d, acked %d, failed %d", errNotOnce, seen.Pushed, seen.Fetched, seen.Acked, seen.Failed)
	}
	return seen, nil
}
