package main

import "math/bits"

// A histogram of nanoseconds in 64 × 32 buckets: each is at most 3 % wide, and counting is one increment.
type histogram [64 * 32]uint32

func (h *histogram) count(nanos int64) {
	h[bucketOf(uint64(nanos))]++
}

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

func (h *histogram) add(other *histogram) {
	for i, n := range other {
		h[i] += n
	}
}

// The milliseconds that half, 99 % and 99.9 % of the round trips of a verb stayed under.
type spans struct {
	Verb string  `json:"verb"`
	P50  float64 `json:"p50"`
	P99  float64 `json:"p99"`
	P999 float64 `json:"p999"`
}

func (h *histogram) spans(verb string) spans {
	total := uint64(0)
	for _, n := range h {
		total += uint64(n)
	}
	return spans{verb, h.quantile(total, 0.5), h.quantile(total, 0.99), h.quantile(total, 0.999)}
}

func (h *histogram) quantile(total uint64, share float64) float64 {
	left := uint64(share * float64(total))
	for i, n := range h {
		if left < uint64(n) {
			return float64(nanosOf(i)) / 1e6
		}
		left -= uint64(n)
	}
	return 0
}
