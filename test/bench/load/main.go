// Command load drives any server of the Faktory Work Protocol over raw TCP and prints what it saw as one line of JSON.
//
// It is meant to cost little beside the server it measures: one goroutine and two buffers a connection, nothing
// allocated per job, one thread unless -procs says otherwise.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

type options struct {
	addr      string
	workload  string
	queue     string
	queues    int
	unique    bool
	conns     int
	idle      int
	argBytes  int
	jobs      int
	rate      float64
	intended  bool
	failEvery int
	dueIn     time.Duration
	dueOver   time.Duration
	warm      time.Duration
	seconds   time.Duration
	limit     time.Duration
	pid       int
	unchecked bool
	stored    bool
}

type report struct {
	Jobs    int     `json:"jobs"`
	Seconds float64 `json:"seconds"`
	Verbs   []spans `json:"verbs"`
	Server  *usage  `json:"server,omitempty"`
	LoadCPU float64 `json:"loadCpuSeconds"`
	Pushed  int     `json:"pushed"`
	Fetched int     `json:"fetched"`
	Acked   int     `json:"acked"`
	Failed  int     `json:"failed"`
	Tenths  []tenth `json:"tenths,omitempty"` // of a drain
}

type tenth struct {
	Seconds    float64 `json:"seconds"`
	CPUSeconds float64 `json:"cpuSeconds"` // of the server, where it is known
}

func main() {
	o := options{}
	procs := flag.Int("procs", 1, "threads that run Go code (GOMAXPROCS)")
	flag.StringVar(&o.addr, "addr", "127.0.0.1:7419", "host:port of the server")
	flag.StringVar(&o.workload, "workload", "cycle", "one of: "+strings.Join(workloadNames(), ", "))
	flag.StringVar(&o.queue, "queue", "bench", "queue to push to and fetch from; it must be empty, but for -unchecked")
	flag.IntVar(&o.queues, "queues", 1, "queues of that name, numbered, that all connections together go round")
	flag.BoolVar(&o.unique, "unique", false, "each job is unique: it takes a lock of its own")
	flag.IntVar(&o.conns, "conns", 10, "connections that work")
	flag.IntVar(&o.idle, "idle", 0, "connections beside them that do nothing")
	flag.IntVar(&o.argBytes, "args", 40, "bytes of a job's args array")
	flag.IntVar(&o.jobs, "jobs", 0, "fill, drain, due: jobs of the backlog, thousands")
	flag.BoolVar(&o.stored, "stored", false, "drain: the backlog is there already")
	flag.Float64Var(&o.rate, "rate", 0, "jobs a second of all connections, each begun at its time (open loop); 0: as fast as answers come")
	flag.BoolVar(&o.intended, "intended", false, "with -rate: time all commands of a job from when it was to begin, not from when they were sent")
	flag.IntVar(&o.failEvery, "fail-every", 0, "one in so many jobs fails; 0: none")
	flag.DurationVar(&o.dueIn, "due-in", 20*time.Second, "due: how long until the first of the backlog falls due")
	flag.DurationVar(&o.dueOver, "due-over", 0, "due: from the first to the last; 0: all at once")
	flag.DurationVar(&o.warm, "warm", time.Second, "time before measuring begins")
	flag.DurationVar(&o.seconds, "seconds", 5*time.Second, "time measured, at most: an interrupt ends it")
	flag.DurationVar(&o.limit, "limit", 0, "what the run may take in all; 0: its own time and 30 s")
	flag.IntVar(&o.pid, "pid", 0, "process of the server, for its CPU time and memory; 0: unknown")
	flag.BoolVar(&o.unchecked, "unchecked", false, "don't check that each job pushed came back once: a canned job, or a queue that holds others")
	flag.Parse()
	runtime.GOMAXPROCS(*procs)
	o.unchecked = o.unchecked || o.stored
	if o.limit == 0 {
		o.limit = o.warm + o.seconds + 30*time.Second
	}

	seen, err := drive(o)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(seen)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}
