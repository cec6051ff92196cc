// The Go worker against a running server (FAKTORY_URL): a line for each step that went as it should, exit 1 at the first that did not.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"sync"
	"time"

	faktory "github.com/contribsys/faktory/client"
	worker "github.com/contribsys/faktory_worker_go"
)

const queue = "go-worker"

func main() {
	log.SetFlags(0)
	cl, err := faktory.Open()
	must(err)
	must(cl.Push(newJob("good")))
	fmt.Println("push")
	refused, err := cl.PushBulk([]*faktory.Job{newJob("good"), newJob("good"), newJob("bad")})
	must(err)
	if len(refused) > 0 {
		log.Fatalf("refused: %v", refused)
	}
	fmt.Println("push bulk")

	ran := sync.WaitGroup{}
	ran.Add(4)
	mgr := worker.NewManager()
	mgr.Concurrency = 2
	mgr.Logger = quiet{&worker.StdLogger{Logger: log.New(os.Stderr, "", 0)}}
	mgr.ProcessStrictPriorityQueues(queue)
	mgr.Register("good", func(ctx context.Context, args ...any) error {
		defer ran.Done()
		// The worker's own heartbeat comes every 15 s; this one is the same command at once.
		return worker.HelperFor(ctx).With(func(cl *faktory.Client) error {
			_, err := cl.Beat()
			return err
		})
	})
	mgr.Register("bad", func(context.Context, ...any) error {
		defer ran.Done()
		return errors.New("not today")
	})

	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- mgr.RunWithContext(ctx) }()
	ran.Wait()
	stop()
	must(<-ended) // returns once the last ACK or FAIL was answered
	fmt.Println("fetch, ack, beat")
	fmt.Println("fetch, fail")

	info, err := cl.CurrentState()
	must(err)
	if info.Data.TotalProcessed != 4 || info.Data.TotalFailures != 1 || info.Data.Sets["retries"] != 1 {
		log.Fatalf("info: %+v", info.Data)
	}
	fmt.Println("info")
	must(cl.Close())
}

func newJob(jobtype string) *faktory.Job {
	job := faktory.NewJob(jobtype, time.Now().Unix())
	job.Queue = queue
	return job
}

// A job that fails is what this program is about, so only real trouble is logged.
type quiet struct{ worker.Logger }

func (quiet) Info(...any)           {}
func (quiet) Infof(string, ...any)  {}
func (quiet) Debug(...any)          {}
func (quiet) Debugf(string, ...any) {}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
