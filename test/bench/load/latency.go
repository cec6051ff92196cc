package main

import (
	"math/bits"
	"sync/atomic"
	"time"
)

// A histogram of nanoseconds in 64 × 32 buckets: each is at most 3 % wide, and counting is one increment.
type histogram [64 * 32]atomic.Uint32

func bucketOf(nanos uint64) int {
	if nanos < 32 {
		return int(nanos)
	}
	shift := bits.Len64(nanos) - 6
	return (shift+1)*32 + int(nanos>>shift) - 32
}

// The lower bound of a bucket: the inverse of bucketOf.
func nanosOf(bucket int) uint64 {
	if bucket < 32 {
		return uint64(bucket)
	}
	shift := bucket/32 - 1
	return uint64(bucket%32+32) << shift
}

// What is timed: the commands, and the way of a scheduled job from its time into its queue and to a worker.
type verb int

const (
	pushVerb verb = iota
	fetchVerb
	ackVerb
	failVerb
	bulkVerb
	promoted
	received
	verbCount
)

var verbNames = [verbCount]string{"PUSH", "FETCH", "ACK", "FAIL", "PUSHB", "promoted", "received"}

// The times of all connections together.
type times [verbCount]histogram

func (t *times) count(v verb, took time.Duration) {
	t[v][bucketOf(uint64(max(0, took)))].Add(1)
}

// The milliseconds that half, 99 % and 99.9 % of the round trips of a verb stayed under, and the longest.
type spans struct {
	Verb string  `json:"verb"`
	P50  float64 `json:"p50"`
	P99  float64 `json:"p99"`
	P999 float64 `json:"p999"`
	Max  float64 `json:"max"`
}

// Those that occurred.
func (t *times) spans() []spans {
	all := []spans{}
	for v := range t {
		h := &t[v]
		total := uint64(0)
		for i := range h {
			total += uint64(h[i].Load())
		}
		if total > 0 {
			all = append(all, spans{verbNames[v], h.quantile(total, 0.5), h.quantile(total, 0.99), h.quantile(total, 0.999), h.quantile(total, 1)})
		}
	}
	return all
}

func (h *histogram) quantile(total uint64, share float64) float64 {
	left := min(uint64(share*float64(total)), total-1)
	for i := range h {
		n := uint64(h[i].Load())
		if left < n {
			return float64(nanosOf(i)) / 1e6
		}
		left -= n
	}
	return 0
}
