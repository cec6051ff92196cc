package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// A connection speaks the protocol with one command in flight. What it returns is valid until the next command.
type connection struct {
	conn net.Conn
	in   *bufio.Reader
	out  []byte
}

// What connecting may take, and a reply once the run is over. However long a server hangs, the load program ends.
const replyWithin = 10 * time.Second

func dial(o options) (*connection, error) {
	conn, err := net.DialTimeout("tcp", o.addr, replyWithin)
	if err != nil {
		return nil, err
	}
	c := &connection{conn: conn, in: bufio.NewReaderSize(conn, o.argBytes+4096)}
	deadline := time.Now().Add(o.warm + o.seconds + replyWithin)
	if err := conn.SetDeadline(deadline); err != nil {
		return nil, err
	}
	hi, err := c.line()
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(string(hi), "+HI ") {
		return nil, fmt.Errorf("greeted with %q", hi)
	}
	return c, c.expectOK([]byte(`HELLO {"v":2}` + "\r\n"))
}

func (c *connection) line() ([]byte, error) {
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(line[:len(line)-1], []byte("\r")), nil
}

func (c *connection) expectOK(command []byte) error {
	if _, err := c.conn.Write(command); err != nil {
		return err
	}
	reply, err := c.line()
	if err != nil {
		return fmt.Errorf("%.20q: %w", command, err)
	}
	if string(reply) != "+OK" {
		return fmt.Errorf("%.20q was answered %q", command, reply)
	}
	return nil
}

// The job a FETCH was answered with; a reply that carries none is an error.
func (c *connection) expectJob(command []byte) ([]byte, error) {
	if _, err := c.conn.Write(command); err != nil {
		return nil, err
	}
	head, err := c.line()
	if err != nil {
		return nil, fmt.Errorf("%.20q: %w", command, err)
	}
	if len(head) < 2 || head[0] != '$' || head[1] == '-' {
		return nil, fmt.Errorf("%.20q was answered %q", command, head)
	}
	size, err := strconv.Atoi(string(head[1:]))
	if err != nil {
		return nil, err
	}
	body, err := c.in.Peek(size + 2)
	if err != nil {
		return nil, err
	}
	_, err = c.in.Discard(size + 2)
	return body[:size], err
}
