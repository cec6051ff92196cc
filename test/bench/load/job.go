package main

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// A job as JSON; its jid, zeros, is the first member, and its time to run, if it has one, the last.
func jobText(o options, at string) string {
	args := strings.Repeat("x", max(0, o.argBytes-len(`[""]`)))
	custom := ""
	if o.unique {
		args = fmt.Sprintf("%016x", 0) + args[min(16, len(args)):]
		custom = `,"custom":{"unique_for":3600}`
	}
	if at != "" {
		at = `,"at":"` + at + `"`
	}
	return fmt.Sprintf(`{"jid":"%016x","queue":"%s","jobtype":"bench","args":["%s"],"retry":25,"created_at":"%s"%s%s}`,
		0, o.queue, args, time.Now().UTC().Format(time.RFC3339Nano), custom, at)
}

func putJid(at []byte, jid uint64) {
	var raw [8]byte
	binary.BigEndian.PutUint64(raw[:], jid)
	hex.Encode(at[:16], raw[:])
}

// A bijection that scatters (splitmix64), so that sums of different sets of jids differ.
func mixed(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

// How a time stands in a job: always as long.
const atLayout = "2006-01-02T15:04:05.000000Z"

// A batch is the line of a PUSHB, written once: only the jids and the times in it change.
type batch struct {
	line  []byte
	width int                        // from one job to the next
	dueAt func(job uint64) time.Time // nil: they run now
}

const (
	batchJobs = 1000
	batchHead = `PUSHB [`
)

func newBatch(o options, dueAt func(job uint64) time.Time) *batch {
	at := ""
	if dueAt != nil {
		at = atLayout
	}
	job := jobText(o, at)
	list := strings.Repeat(job+",", batchJobs)
	return &batch{[]byte(batchHead + list[:len(list)-1] + "]\r\n"), len(job) + 1, dueAt}
}

// Pushes the worker's next 1,000 jobs.
func (w *worker) pushBatch(b *batch) error {
	for i := range batchJobs {
		job := b.line[len(batchHead)+i*b.width:][:b.width]
		if b.dueAt != nil {
			at := b.dueAt(w.pushed).UTC().Format(atLayout)
			copy(job[b.width-len(at)-len(`"},`):], at)
		}
		putJid(job[len(`{"jid":"`):], w.nextJid())
	}
	reply, err := w.expectBulk(b.line)
	if err == nil && string(reply) != "{}" {
		err = fmt.Errorf("PUSHB was answered %.200q", reply)
	}
	return err
}
