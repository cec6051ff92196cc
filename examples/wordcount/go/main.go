// Counts words for the queue "wordcount": worker RESULTS. Stops on TERM or Ctrl-C.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"
	"sync/atomic"

	worker "github.com/contribsys/faktory_worker_go"
)

type result struct {
	Jid   string `json:"jid"`
	Path  string `json:"path"`
	Words int    `json:"words"`
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: worker RESULTS")
	}
	results, err := os.OpenFile(os.Args[1], os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		log.Fatal(err)
	}
	// The job that never ends, to see what becomes of it when this worker is killed; not set: none.
	stallAt := os.Getenv("WORDCOUNT_STALL_AT")
	started := atomic.Int64{}

	mgr := worker.NewManager()
	mgr.Concurrency = 2
	mgr.Labels = []string{"wordcount-go"}
	mgr.ProcessStrictPriorityQueues("wordcount")
	mgr.Register("wordcount", func(ctx context.Context, args ...any) error {
		jid := worker.HelperFor(ctx).Jid()
		if strconv.FormatInt(started.Add(1), 10) == stallAt {
			fmt.Println("stalled on", jid)
			select {}
		}
		path, isString := args[0].(string)
		if !isString {
			return errors.New("the argument is no path")
		}
		words, err := countWords(path)
		if err != nil {
			return err
		}
		line, err := json.Marshal(result{jid, path, words})
		if err != nil {
			return err
		}
		_, err = results.Write(append(line, '\n'))
		return err
	})
	log.Fatal(mgr.Run())
}

// A word is a run of bytes other than white space.
func countWords(path string) (int, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	in, words, inWord := bufio.NewReaderSize(file, 1<<16), 0, false
	for {
		b, err := in.ReadByte()
		if err == io.EOF {
			return words, nil
		}
		if err != nil {
			return 0, err
		}
		wasInWord := inWord
		switch b {
		case ' ', '\t', '\n', '\v', '\f', '\r':
			inWord = false
		default:
			inWord = true
		}
		if inWord && !wasInWord {
			words++
		}
	}
}
