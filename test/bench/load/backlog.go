package main

import (
	"fmt"
	"sync/atomic"
	"time"
)

// All workers push batches for the time that is measured.
func bulk(c *crew) (*report, error) {
	c.unchecked = true
	return c.timed(func(w *worker) error {
		jobs := newBatch(c.options, nil)
		for c.now.is() != over {
			if err := w.pushMeasured(jobs, &c.now); err != nil {
				return err
			}
		}
		return nil
	})
}

// All workers push batches until the backlog is stored.
func fill(c *crew) (*report, error) {
	c.unchecked = true
	left := atomic.Int64{}
	left.Store(int64(c.jobs / batchJobs))
	return c.counted(func(w *worker) error {
		jobs := newBatch(c.options, nil)
		for left.Add(-1) >= 0 {
			if err := w.pushMeasured(jobs, &c.now); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *worker) pushMeasured(jobs *batch, now *phase) error {
	begun := time.Now()
	if err := w.pushBatch(jobs); err != nil {
		return err
	}
	if now.is() == measured {
		w.jobs += batchJobs
		w.verbs.count(bulkVerb, time.Since(begun))
	}
	return nil
}

func (w *worker) pushBacklog(jobs int, of *batch) error {
	if jobs%batchJobs != 0 || jobs == 0 {
		return fmt.Errorf("a backlog has thousands of jobs, not %d", jobs)
	}
	for range jobs / batchJobs {
		if err := w.pushBatch(of); err != nil {
			return err
		}
	}
	return nil
}

// The workers fetch and settle a backlog, to its last job.
func drain(c *crew) (*report, error) {
	if !c.stored {
		if err := c.workers[0].pushBacklog(c.jobs, newBatch(c.options, nil)); err != nil {
			return nil, err
		}
	}
	jobs, taken := int64(c.jobs), atomic.Int64{}
	var ends [10]atomic.Int64 // when each tenth was settled
	begin := time.Now()
	seen, err := c.counted(func(w *worker) error {
		for job := taken.Add(1); job <= jobs; job = taken.Add(1) {
			if err := w.workOff(&c.now); err != nil {
				return err
			}
			if job*10%jobs == 0 {
				ends[job*10/jobs-1].Store(int64(time.Since(begin)))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, before := 0, int64(0); i < len(ends); i++ {
		end := ends[i].Load()
		seen.Tenths = append(seen.Tenths, time.Duration(end-before).Seconds())
		before = end
	}
	return seen, nil
}
