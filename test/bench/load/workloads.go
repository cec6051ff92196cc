package main

import (
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"time"
)

// A workload takes a crew through a run.
type workload func(c *crew) (*report, error)

var workloads = map[string]workload{"cycle": cycle, "split": split, "fill": fill, "drain": drain, "bulk": bulk, "due": due}

func workloadNames() []string { return slices.Sorted(maps.Keys(workloads)) }

// A failed job runs again after 15 s at the earliest.
const failedStayAway = 15 * time.Second

func drive(o options) (*report, error) {
	run, known := workloads[o.workload]
	if !known {
		return nil, fmt.Errorf("no workload is called %q", o.workload)
	}
	if o.failEvery > 0 && o.warm+o.seconds >= failedStayAway {
		return nil, fmt.Errorf("with -fail-every a run stays under %v: jobs that failed would come back", failedStayAway)
	}
	c, err := hire(o)
	if err != nil {
		return nil, err
	}
	defer c.close()
	return run(c)
}

// Each worker repeats PUSH, FETCH and ACK, each a round trip. All share one queue, so each fetches whatever job is oldest;
// since each pushes one before it fetches one, there is always a job for it.
func cycle(c *crew) (*report, error) {
	begin := time.Now()
	return c.timed(func(w *worker) error { return w.cycle(&c.now, newPace(c.options, w.number, begin)) })
}

func (w *worker) cycle(now *phase, pace *pace) error {
	begun := time.Now()
	for now.is() != over {
		late := time.Duration(0)
		if pace != nil {
			late = pace.next()
			begun = time.Now()
		}
		if err := w.pushOne(); err != nil {
			return err
		}
		pushed := time.Now()
		job, err := w.fetchOne()
		if err == nil && job == nil {
			err = fmt.Errorf("no job for the %d. FETCH of this connection", w.fetched)
		}
		if err != nil {
			return err
		}
		fetched := time.Now()
		settledBy, err := w.settleOne()
		if err != nil {
			return err
		}
		settled := time.Now()
		if now.is() == measured {
			w.jobs++
			w.verbs.count(pushVerb, late+pushed.Sub(begun))
			w.verbs.count(fetchVerb, late+fetched.Sub(pushed))
			w.verbs.count(settledBy, late+settled.Sub(fetched))
		}
		begun = settled
	}
	return nil
}

// A pace says when the jobs of an open loop are to begin. With -intended each command is timed from when it would have begun
// had the worker been in time with this job: by how much it was late counts for all three.
type pace struct {
	at       time.Time
	every    time.Duration
	intended bool
}

func newPace(o options, number uint64, begin time.Time) *pace {
	if o.rate == 0 {
		return nil
	}
	apart := float64(time.Second) / o.rate
	return &pace{begin.Add(time.Duration(apart * float64(number))), time.Duration(apart * float64(o.conns)), o.intended}
}

// Waits for the time of the next job; how late it is, if that counts.
func (p *pace) next() time.Duration {
	time.Sleep(time.Until(p.at))
	late := time.Since(p.at)
	p.at = p.at.Add(p.every)
	if !p.intended {
		return 0
	}
	return late
}

// Half of the workers push, the others fetch and settle. Never more than that many jobs are on their way, whichever side is
// quicker.
const onTheirWayMax = 1000

func split(c *crew) (*report, error) {
	pushers := max(1, len(c.workers)/2)
	pushing := atomic.Int64{}
	pushing.Store(int64(pushers))
	room := make(chan struct{}, onTheirWayMax)
	return c.timed(func(w *worker) error {
		if w.number >= uint64(pushers) {
			return w.consume(&c.now, room, func() bool { return pushing.Load() == 0 && (c.unchecked || len(room) == 0) })
		}
		err := w.produce(&c.now, room)
		if pushing.Add(-1) == 0 {
			close(room)
		}
		return err
	})
}

func (w *worker) produce(now *phase, room chan<- struct{}) error {
	for now.is() != over {
		room <- struct{}{}
		begun := time.Now()
		if err := w.pushOne(); err != nil {
			return err
		}
		if now.is() == measured {
			w.verbs.count(pushVerb, time.Since(begun))
		}
	}
	return nil
}

// What a FETCH waits for a job at the server counts as its time.
func (w *worker) consume(now *phase, room <-chan struct{}, isOver func() bool) error {
	for !isOver() {
		begun := time.Now()
		job, err := w.fetchOne()
		if err != nil {
			return err
		}
		if job == nil {
			continue
		}
		<-room
		if err := w.settleMeasured(now, begun); err != nil {
			return err
		}
	}
	return nil
}
