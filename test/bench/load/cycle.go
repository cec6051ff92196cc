package main

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A cycler repeats PUSH, FETCH and ACK, each a round trip. All connections share one queue, so each fetches whatever job
// is oldest; since each pushes one before it fetches one, there is always a job for it.
type cycler struct {
	*connection
	number  uint64
	pushed  uint64
	fetched uint64
	acked   uint64
	sum     uint64 // of mixed jids: pushed minus fetched, 0 over all connections if each job came back once
	push    []byte
	fetch   []byte
	ack     []byte
	verbs   [3]histogram
	jobs    int
}

var cycleVerbs = [3]string{"PUSH", "FETCH", "ACK"}

const jidKey = `"jid":"`

func newCycler(o options, number int) (*cycler, error) {
	c, err := dial(o)
	if err != nil {
		return nil, err
	}
	args := strings.Repeat("x", max(0, o.argBytes-len(`[""]`)))
	return &cycler{
		connection: c,
		number:     uint64(number),
		push: fmt.Appendf(nil, `PUSH {"jid":"%016x","queue":"%s","jobtype":"bench","args":["%s"],"retry":25,"created_at":"%s"}`+"\r\n",
			0, o.queue, args, time.Now().UTC().Format(time.RFC3339Nano)),
		fetch: []byte("FETCH " + o.queue + "\r\n"),
		ack:   fmt.Appendf(nil, `ACK {"jid":"%016x"}`+"\r\n", 0),
	}, nil
}

func (c *cycler) run(now *phase) error {
	before := time.Now()
	for now.is() != over {
		c.nextJid()
		if err := c.expectOK(c.push); err != nil {
			return err
		}
		c.pushed++
		pushed := time.Now()
		if err := c.fetchOne(); err != nil {
			return err
		}
		fetched := time.Now()
		if err := c.expectOK(c.ack); err != nil {
			return err
		}
		c.acked++
		acked := time.Now()
		if now.is() == measured {
			c.jobs++
			c.verbs[0].count(int64(pushed.Sub(before)))
			c.verbs[1].count(int64(fetched.Sub(pushed)))
			c.verbs[2].count(int64(acked.Sub(fetched)))
		}
		before = acked
	}
	return nil
}

// A jid is 16 hex digits: the connection's number and how many it has pushed.
func (c *cycler) nextJid() {
	jid := c.number<<40 | c.pushed
	var raw [8]byte
	binary.BigEndian.PutUint64(raw[:], jid)
	at := bytes.Index(c.push, []byte(jidKey)) + len(jidKey)
	hex.Encode(c.push[at:at+16], raw[:])
	c.sum += mixed(jid)
}

func (c *cycler) fetchOne() error {
	job, err := c.expectJob(c.fetch)
	if err != nil {
		return err
	}
	at := bytes.Index(job, []byte(jidKey)) + len(jidKey)
	if at < len(jidKey) || at+16 > len(job) {
		return fmt.Errorf("fetched a job without a jid of ours: %q", job)
	}
	jid := job[at : at+16]
	copy(c.ack[len(`ACK {"jid":"`):], jid)
	var raw [8]byte
	if _, err := hex.Decode(raw[:], jid); err != nil {
		return err
	}
	c.fetched++
	c.sum -= mixed(binary.BigEndian.Uint64(raw[:]))
	return nil
}

// A bijection that scatters (splitmix64), so that sums of different sets of jids differ.
func mixed(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

var errNotOnce = errors.New("some job did not come back exactly once")

func cycleReport(cyclers []*cycler, canned bool) (*report, error) {
	seen := &report{}
	sum := uint64(0)
	var verbs [3]histogram
	for _, c := range cyclers {
		seen.Jobs += c.jobs
		seen.Pushed += int(c.pushed)
		seen.Fetched += int(c.fetched)
		seen.Acked += int(c.acked)
		sum += c.sum
		for i := range verbs {
			verbs[i].add(&c.verbs[i])
		}
	}
	for i, verb := range cycleVerbs {
		seen.Verbs = append(seen.Verbs, verbs[i].spans(verb))
	}
	if seen.Pushed != seen.Fetched || seen.Fetched != seen.Acked || (sum != 0 && !canned) {
		return nil, fmt.Errorf("%w: pushed %d, fetched %d, acked %d", errNotOnce, seen.Pushed, seen.Fetched, seen.Acked)
	}
	return seen, nil
}
