import { describe, expect, test } from "bun:test";
import { withDirectory, withFile } from "./config-directory.ts";

const file = '[statsd]\nlocation = "metrics.example:9125"\nnamespace = "jobs."\ntags = ["env:prod"]';

describe("§6 where metrics go", () => {
  test("§6 nowhere, where nothing names a place", () => withDirectory({}, ({ config }) => expect(config().statsd).toBeUndefined()));

  test("§6 by file", () =>
    withFile(file, ({ config }) =>
      expect(config().statsd).toEqual({ host: "metrics.example", port: 9125, namespace: "jobs.", tags: ["env:prod"] }),
    ));

  test.each([
    [{ DD_DOGSTATSD_URL: "udp://agent:8130", DD_AGENT_HOST: "other" }, "agent", 8130],
    [{ DD_DOGSTATSD_URL: "agent" }, "agent", 8125],
    [{ DD_AGENT_HOST: "10.0.0.7" }, "10.0.0.7", 8125],
    [{ DD_AGENT_HOST: "[::1]" }, "::1", 8125],
  ])("§6 by variables, which win over the file: %p", (variables, host, port) =>
    withFile(file, ({ config }) => expect(config({}, variables).statsd).toMatchObject({ host, port, namespace: "jobs." })),
  );

  test("§6 variables alone are enough, with the namespace of Faktory", () =>
    withDirectory({}, ({ config }) =>
      expect(config({}, { DD_AGENT_HOST: "agent" }).statsd).toEqual({ host: "agent", port: 8125, namespace: "faktory.", tags: [] }),
    ));

  test.each([["team:x,zone:eu"], ["team:x zone:eu"], ["team:x, zone:eu"]])(
    "§6 tags of DD_TAGS %p stand behind those of the file",
    (DD_TAGS) => withFile(file, ({ config }) => expect(config({}, { DD_TAGS }).statsd?.tags).toEqual(["env:prod", "team:x", "zone:eu"])),
  );

  test("§6 a variable that can't be used is a warning, and the file holds", () =>
    withFile(file, ({ config, warnings }) => {
      const variables = { DD_DOGSTATSD_URL: "unix:///var/run/datadog/dsd.socket" };
      expect(warnings({}, variables)).toEqual([
        'DD_DOGSTATSD_URL is "unix:///var/run/datadog/dsd.socket": it must be udp://HOST:PORT, or a host; no metrics are sent there',
      ]);
      expect(config({}, variables).statsd?.host).toBe("metrics.example");
    }));
});
