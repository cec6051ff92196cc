package main

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"
)

// A workload connects, runs until the phase is over, and reports.
type workload func(o options, now *phase) (*report, error)

var workloads = map[string]workload{"cycle": cycle}

func workloadNames() []string {
	names := []string{}
	for name := range workloads {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// The phase of a run, which all connections look at between jobs.
type phase struct{ value atomic.Int32 }

const (
	warming = iota
	measured
	over
)

func (p *phase) is() int32 { return p.value.Load() }

func drive(o options) (*report, error) {
	run, known := workloads[o.workload]
	if !known {
		return nil, fmt.Errorf("no workload is called %q", o.workload)
	}
	return run(o, &phase{})
}

func cycle(o options, now *phase) (*report, error) {
	cyclers := make([]*cycler, o.conns)
	for i := range cyclers {
		c, err := newCycler(o, i)
		if err != nil {
			return nil, err
		}
		defer c.conn.Close()
		cyclers[i] = c
	}
	results := make(chan error, o.conns)
	for _, c := range cyclers {
		go func() { results <- c.run(now) }()
	}
	window, err := measure(o, now)
	for range cyclers {
		err = errors.Join(err, <-results)
	}
	if err != nil {
		return nil, err
	}
	seen, err := cycleReport(cyclers, o.canned)
	if err != nil {
		return nil, err
	}
	seen.Seconds, seen.Server, seen.LoadCPU = window.seconds, window.server, window.loadCPU
	return seen, nil
}

type window struct {
	seconds float64
	server  *usage
	loadCPU float64
}

// Leads a run through its phases and takes the server's usage over exactly the measured one.
func measure(o options, now *phase) (window, error) {
	defer now.value.Store(over)
	time.Sleep(o.warm)
	before, err := maybeUsage(o.pid)
	if err != nil {
		return window{}, err
	}
	begin, ownBefore := time.Now(), ownCPUSeconds()
	now.value.Store(measured)
	time.Sleep(o.seconds)
	now.value.Store(over)
	w := window{seconds: time.Since(begin).Seconds(), loadCPU: ownCPUSeconds() - ownBefore}
	after, err := maybeUsage(o.pid)
	if o.pid != 0 {
		w.server = after.since(before)
	}
	return w, err
}

func maybeUsage(pid int) (usage, error) {
	if pid == 0 {
		return usage{}, nil
	}
	return usageOf(pid)
}
