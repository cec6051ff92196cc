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
	// when each tenth was settled, and what the server's CPU had spent by then
	var ends, spent [11]atomic.Int64
	begin := time.Now()
	note := func(tenth int64) error {
		ends[tenth].Store(int64(time.Since(begin)))
		used, err := usageOf(c.pid)
		if used != nil {
			spent[tenth].Store(int64(used.CPUSeconds * float64(time.Second)))
		}
		return err
	}
	if err := note(0); err != nil {
		return nil, err
	}
	seen, err := c.counted(func(w *worker) error {
		for job := taken.Add(1); job <= jobs; job = taken.Add(1) {
			if err := w.workOff(&c.now); err != nil {
				return err
			}
			if job*10%jobs == 0 {
				if err := note(job * 10 / jobs); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range 10 {
		took, cpu := time.Duration(ends[i+1].Load()-ends[i].Load()), time.Duration(spent[i+1].Load()-spent[i].Load())
		seen.Tenths = append(seen.Tenths, tenth{took.Seconds(), cpu.Seconds()})
	}
	return seen, nil
}
