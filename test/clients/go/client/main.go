// The Go client against a running server (FAKTORY_URL): a line for each step that went as it should, exit 1 at the first that did not.
package main

import (
	"errors"
	"fmt"
	"log"
	"reflect"

	faktory "github.com/contribsys/faktory/client"
)

const queue = "go-client"

func main() {
	log.SetFlags(0)
	faktory.RandomProcessWid = "go-client-wid"
	cl, err := faktory.Open()
	must(err)
	defer cl.Close()

	jobs := []*faktory.Job{newJob(0), newJob(1), newJob(2), newJob(3)}
	must(cl.Push(jobs[0]))
	fmt.Println("push")

	refused, err := cl.PushBulk(jobs[1:])
	must(err)
	expect("refused jobs", len(refused), 0)
	fmt.Println("push bulk")

	for _, pushed := range jobs[:3] {
		job := fetch(cl, pushed)
		must(cl.Ack(job.Jid))
	}
	fmt.Println("fetch, ack")

	job := fetch(cl, jobs[3])
	must(cl.Fail(job.Jid, errors.New("not today"), nil))
	fmt.Println("fetch, fail")

	state, err := cl.Beat()
	must(err)
	expect("state after BEAT", state, "")
	fmt.Println("beat")

	info, err := cl.CurrentState()
	must(err)
	expect("size of the queue", info.Data.Queues[queue], uint64(0))
	expect("retries", info.Data.Sets["retries"], uint64(1))
	expect("processed", info.Data.TotalProcessed, uint64(4))
	expect("failures", info.Data.TotalFailures, uint64(1))
	fmt.Println("info")
}

func newJob(n int) *faktory.Job {
	job := faktory.NewJob("story", n, "ünï", []any{1.5, nil, true})
	job.Queue = queue
	return job
}

func fetch(cl *faktory.Client, pushed *faktory.Job) *faktory.Job {
	job, err := cl.Fetch(queue)
	must(err)
	if job == nil {
		log.Fatal("nothing to fetch")
	}
	expect("jid", job.Jid, pushed.Jid)
	// Numbers come back as JSON has them: as doubles.
	expect("args", job.Args, []any{float64(pushed.Args[0].(int)), "ünï", []any{1.5, nil, true}})
	return job
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func expect(what string, is, should any) {
	if !reflect.DeepEqual(is, should) {
		log.Fatalf("%s: %v, not %v", what, is, should)
	}
}
