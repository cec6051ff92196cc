// The Go client and worker with unique jobs, nested batches and tracking against a running server (FAKTORY_URL): a line for each step
// that went as it should, exit 1 at the first that did not.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	faktory "github.com/contribsys/faktory/client"
	worker "github.com/contribsys/faktory_worker_go"
)

const queue = "go-features"

func main() {
	log.SetFlags(0)
	cl, err := faktory.Open()
	must(err)
	unique(cl)
	parent, child, part := batches(cl)

	called := make(chan string, 10)
	mgr := worker.NewManager()
	mgr.Concurrency = 2
	mgr.Logger = quiet{&worker.StdLogger{Logger: log.New(os.Stderr, "", 0)}}
	mgr.ProcessStrictPriorityQueues(queue)
	mgr.Register("once", func(context.Context, ...any) error { return nil })
	mgr.Register("part", runPart)
	mgr.Register("late", func(context.Context, ...any) error { return nil })
	callback := func(ctx context.Context, args ...any) error {
		helper := worker.HelperFor(ctx)
		called <- fmt.Sprint(args[0], " ", helper.CallbackBid())
		return nil
	}
	mgr.Register("complete", callback)
	mgr.Register("success", callback)

	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- mgr.RunWithContext(ctx) }()
	for _, wanted := range []string{"child complete " + child, "child success " + child, "parent success " + parent} {
		select {
		case heard := <-called:
			expect("callback", heard, wanted)
		case <-time.After(20 * time.Second):
			log.Fatalf("%s did not come", wanted)
		}
	}
	fmt.Println("callbacks")
	stop()
	must(<-ended)

	status, err := cl.BatchStatus(child)
	must(err)
	expect("status", fmt.Sprint(status.ParentBid, status.Description, status.Total, status.Pending, status.Failed), fmt.Sprint(parent, "child", 3, 0, 0))
	expect("states", status.CompleteState+status.SuccessState, "22")
	fmt.Println("status")

	track, err := cl.TrackGet(part)
	must(err)
	expect("track", fmt.Sprint(track.State, track.Percent, track.Description), fmt.Sprint("success", 40, "halfway"))
	unknown, err := cl.TrackGet("nosuchjob")
	must(err)
	expect("unknown", unknown.State+unknown.UpdatedAt, "unknown")
	fmt.Println("track")
	must(cl.Close())
}

func unique(cl *faktory.Client) {
	for attempt := range 2 {
		job := newJob("once", 1)
		job.SetUniqueFor(60).SetUniqueness(faktory.UntilSuccess)
		err := cl.Push(job)
		if attempt == 0 {
			must(err)
		} else if err == nil || !strings.Contains(err.Error(), "NOTUNIQUE") {
			log.Fatalf("a second push: %v", err)
		}
	}
	fmt.Println("unique")
}

func batches(cl *faktory.Client) (parent, child, part string) {
	outer := faktory.NewBatch(cl)
	outer.Success = newJob("success", "parent success")
	must(outer.Jobs(func() error {
		inner := faktory.NewBatch(cl)
		inner.ParentBid = outer.Bid
		inner.Description = "child"
		inner.Complete = newJob("complete", "child complete")
		inner.Success = newJob("success", "child success")
		return inner.Jobs(func() error {
			child = inner.Bid
			first := newJob("part", 1)
			first.SetCustom("track", 1)
			part = first.Jid
			if err := inner.Push(first); err != nil {
				return err
			}
			refused, err := inner.PushBulk([]*faktory.Job{newJob("late", 2)})
			expect("refused jobs", fmt.Sprint(len(refused)), "0")
			return err
		})
	}))
	_, err := cl.BatchStatus("b-nosuch")
	if err == nil || !strings.Contains(err.Error(), "No such batch") {
		log.Fatalf("an unknown batch: %v", err)
	}
	fmt.Println("batch")
	return outer.Bid, child, part
}

// A job of the child: it says how far it is, and adds one more job to its batch. The worker opens the batch, and leaves the commit to us.
func runPart(ctx context.Context, args ...any) error {
	helper := worker.HelperFor(ctx)
	until := time.Now().Add(time.Hour)
	if err := helper.TrackProgress(40, "halfway", &until); err != nil {
		return err
	}
	return helper.Batch(func(b *faktory.Batch) error {
		if err := b.Push(newJob("late", 3)); err != nil {
			return err
		}
		return b.Commit()
	})
}

func newJob(jobtype string, args ...any) *faktory.Job {
	job := faktory.NewJob(jobtype, args...)
	job.Queue = queue
	job.Retry = new(int)
	return job
}

// The manager says a lot at its start and end.
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

func expect(what, is, should string) {
	if is != should {
		log.Fatalf("%s: %q, not %q", what, is, should)
	}
}
