package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
)

// What the server used while it was measured.
type usage struct {
	CPUSeconds    float64 `json:"cpuSeconds"`
	ThreadSeconds float64 `json:"threadSeconds"` // of its first thread, which in Bun runs the JavaScript
	RSSMegabytes  float64 `json:"rssMegabytes"`
}

// Linux counts CPU time for other processes in hundredths of a second (USER_HZ).
const ticksPerSecond = 100

// Nil where its process is unknown.
func usageOf(pid int) (*usage, error) {
	if pid == 0 {
		return nil, nil
	}
	process, err := cpuSeconds(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil, err
	}
	thread, err := cpuSeconds(fmt.Sprintf("/proc/%d/task/%d/stat", pid, pid))
	if err != nil {
		return nil, err
	}
	rss, err := rssMegabytes(pid)
	return &usage{process, thread, rss}, err
}

func (u usage) since(start usage) *usage {
	return &usage{u.CPUSeconds - start.CPUSeconds, u.ThreadSeconds - start.ThreadSeconds, u.RSSMegabytes}
}

// utime + stime, the 14th and 15th field; the 2nd is the name in parentheses and may contain anything.
func cpuSeconds(path string) (float64, error) {
	stat, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 13 {
		return 0, fmt.Errorf("%s has %d fields", path, len(fields))
	}
	user, err := strconv.Atoi(string(fields[11]))
	if err != nil {
		return 0, err
	}
	system, err := strconv.Atoi(string(fields[12]))
	return float64(user+system) / ticksPerSecond, err
}

func rssMegabytes(pid int) (float64, error) {
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, err
	}
	var size, resident int
	if _, err := fmt.Sscan(string(statm), &size, &resident); err != nil {
		return 0, err
	}
	return float64(resident*os.Getpagesize()) / (1 << 20), nil
}

func ownCPUSeconds() float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return float64(r.Utime.Nano()+r.Stime.Nano()) / 1e9
}
