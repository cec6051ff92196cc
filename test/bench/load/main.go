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
	addr     string
	workload string
	queue    string
	conns    int
	argBytes int
	warm     time.Duration
	seconds  time.Duration
	pid      int
	canned   bool
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
}

func main() {
	o := options{}
	procs := flag.Int("procs", 1, "threads that run Go code (GOMAXPROCS)")
	flag.StringVar(&o.addr, "addr", "127.0.0.1:7419", "host:port of the server")
	flag.StringVar(&o.workload, "workload", "cycle", "one of: "+strings.Join(workloadNames(), ", "))
	flag.StringVar(&o.queue, "queue", "bench", "queue to push to and fetch from; it must be empty")
	flag.IntVar(&o.conns, "conns", 10, "connections")
	flag.IntVar(&o.argBytes, "args", 40, "bytes of a job's args array")
	flag.DurationVar(&o.warm, "warm", time.Second, "time before measuring begins")
	flag.DurationVar(&o.seconds, "seconds", 5*time.Second, "time measured")
	flag.IntVar(&o.pid, "pid", 0, "process of the server, for its CPU time and memory; 0: unknown")
	flag.BoolVar(&o.canned, "canned", false, "the server hands out a canned job: don't check that each job came back once")
	flag.Parse()
	runtime.GOMAXPROCS(*procs)

	seen, err := drive(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(seen); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}
