package main

import (
	"bufio"
	"bytes"
	"errors"
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
}

// However long a server hangs, the load program ends: all connections fail once the run's limit is over.
func dial(o options) (*connection, error) {
	conn, err := net.DialTimeout("tcp", o.addr, 10*time.Second)
	if err != nil {
		return nil, err
	}
	c := &connection{conn: conn, in: bufio.NewReaderSize(conn, o.argBytes+4096)}
	if err := conn.SetDeadline(time.Now().Add(o.limit)); err != nil {
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

func (c *connection) ask(command []byte) ([]byte, error) {
	if _, err := c.conn.Write(command); err != nil {
		return nil, err
	}
	reply, err := c.line()
	if err != nil {
		return nil, fmt.Errorf("%.20q: %w", command, err)
	}
	return reply, nil
}

func (c *connection) expectOK(command []byte) error {
	reply, err := c.ask(command)
	if err == nil && string(reply) != "+OK" {
		err = fmt.Errorf("%.20q was answered %q", command, reply)
	}
	return err
}

// The bulk string that a command was answered with; nil where it carries none.
func (c *connection) expectBulk(command []byte) ([]byte, error) {
	head, err := c.ask(command)
	if err != nil {
		return nil, err
	}
	if string(head) == "$-1" {
		return nil, nil
	}
	if len(head) < 2 || head[0] != '$' {
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

// Opens connections that shake hands and then do nothing, a few at a time; the function closes them.
func dialIdle(o options) (func(), error) {
	const atOnce = 50
	opened := make(chan *connection, o.idle)
	ended := make(chan error, atOnce)
	for part := range atOnce {
		go func() {
			for i := part; i < o.idle; i += atOnce {
				c, err := dial(options{addr: o.addr, limit: o.limit})
				if err != nil {
					ended <- err
					return
				}
				opened <- c
			}
			ended <- nil
		}()
	}
	var err error
	for range atOnce {
		err = errors.Join(err, <-ended)
	}
	close(opened)
	return func() {
		for c := range opened {
			c.conn.Close()
		}
	}, err
}
