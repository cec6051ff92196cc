import { describe, expect, test } from "bun:test";
import { bindAll, type Bound, isLoopback, readBinding, webAddress } from "../../src/config/binding.ts";

describe("§7 bindings", () => {
  test.each([
    ["localhost:7419", { host: "localhost", port: 7419 }],
    [":7419", { host: "", port: 7419 }],
    ["127.0.0.1:0", { host: "127.0.0.1", port: 0 }],
    ["[::1]:7419", { host: "::1", port: 7419 }],
    ["example.org:80", { host: "example.org", port: 80 }],
  ])("%p is an address", (text, binding) => expect(readBinding(text)).toEqual({ ok: true, value: binding }));

  test.each(["", "localhost", "7419", "::1:7419", "[::1]", "a b:1", "localhost:", "localhost:x", "localhost:65536"])("%p is none", (text) =>
    expect(readBinding(text).ok).toBe(false),
  );

  test.each([
    ["localhost", true],
    ["127.0.0.1", true],
    ["127.9.9.9", true],
    ["::1", true],
    ["", false],
    ["::", false],
    ["0.0.0.0", false],
    ["127.0.0.1.example.org", false],
  ])("%p is a loopback: %p", (host, isIt) => expect(isLoopback({ host, port: 1 })).toBe(isIt));

  test.each([
    ["localhost:7420", "http://localhost:7420/"],
    ["[::1]:7420", "http://[::1]:7420/"],
    [":7420", "http://localhost:7420/ and every address of this machine"],
    ["0.0.0.0:7420", "http://localhost:7420/ and every address of this machine"],
  ])("the pages of %p are at %p", (text, place) => {
    const binding = readBinding(text);
    expect(binding.ok && webAddress(binding.value, false)).toBe(place);
  });
});

describe("§1 every address a binding stands for", () => {
  const fault = (code: string) => Object.assign(new Error(`listen ${code}`), { code });

  /** Binds nothing: answers as the machine would. */
  function bindOn(faults: Readonly<Record<string, string>>) {
    const stopped: string[] = [];
    const bound: string[] = [];
    const bind = (hostname: string, port: number): Bound => {
      const code = faults[hostname];
      if (code !== undefined) throw fault(code);
      bound.push(`${hostname} ${port === 0 ? 4711 : port}`);
      return { port: port === 0 ? 4711 : port, stop: () => void stopped.push(hostname) };
    };
    return { bind, bound, stopped };
  }

  test("localhost is both loopbacks, on one port", () => {
    const machine = bindOn({});
    const { port, stop } = bindAll({ host: "localhost", port: 0 }, machine.bind);
    expect(machine.bound).toEqual(["127.0.0.1 4711", "::1 4711"]);
    expect(port).toBe(4711);
    stop();
    expect(machine.stopped).toEqual(["127.0.0.1", "::1"]);
  });

  test("a machine without IPv6 does with the other", () => {
    const machine = bindOn({ "::1": "EADDRNOTAVAIL", "::": "EAFNOSUPPORT" });
    bindAll({ host: "localhost", port: 7419 }, machine.bind);
    bindAll({ host: "", port: 7419 }, machine.bind);
    expect(machine.bound).toEqual(["127.0.0.1 7419", "0.0.0.0 7419"]);
  });

  test("every address is one socket where it takes both families", () => {
    const machine = bindOn({});
    bindAll({ host: "", port: 7419 }, machine.bind);
    expect(machine.bound).toEqual([":: 7419"]);
  });

  test.each([
    ["localhost", { "127.0.0.1": "EADDRINUSE" }, "cannot listen on 127.0.0.1:7419: port 7419 is in use by another program"],
    ["localhost", { "::1": "EADDRINUSE" }, "cannot listen on [::1]:7419: port 7419 is in use by another program"],
    ["", { "::": "EADDRINUSE" }, "cannot listen on [::]:7419: port 7419 is in use by another program"],
    ["10.1.1.1", { "10.1.1.1": "EADDRNOTAVAIL" }, "cannot listen on 10.1.1.1:7419: this machine has no such address"],
    ["127.0.0.1", { "127.0.0.1": "EACCES" }, "cannot listen on 127.0.0.1:7419: port 7419 is not allowed for this user"],
  ])("%p on a machine with %p: one line, and nothing stays bound", (host, faults, message) => {
    const machine = bindOn(faults);
    expect(() => bindAll({ host, port: 7419 }, machine.bind)).toThrow(message);
    expect(machine.stopped).toHaveLength(machine.bound.length);
  });
});
