import { describe, expect, test } from "bun:test";
import { openDoors } from "../../src/config/passwords.ts";
import { withDirectory } from "./config-directory.ts";

const inFile = (password: string) => ({ "conf.d/a.toml": `[faktory]\npassword = "${password}"` });
const needed = (environment: string) =>
  `environment ${environment} needs a password: set FAKTORY_PASSWORD or [faktory] password, or write it into DIR/etc-password; ` +
  "FAKTORY_SKIP_PASSWORD=1 starts without one";

describe("§7 where the password comes from", () => {
  test.each([
    ["nothing says one", {}, {}, undefined],
    ["the variable", {}, { FAKTORY_PASSWORD: "secret" }, "secret"],
    ["the variable before the file", inFile("other"), { FAKTORY_PASSWORD: "secret" }, "secret"],
    ["[faktory] password", inFile("secret"), {}, "secret"],
    ["an empty variable is as none", inFile("secret"), { FAKTORY_PASSWORD: "" }, "secret"],
    ["an empty key is as none", inFile(""), {}, undefined],
    ["it is not trimmed where it is said", {}, { FAKTORY_PASSWORD: " secret " }, " secret "],
    ["skipping does not drop one that is said", inFile("secret"), { FAKTORY_SKIP_PASSWORD: "1" }, "secret"],
  ])("%s", (_, files, variables, password) =>
    withDirectory(files, ({ config }) => {
      expect(config({}, variables).password).toBe(password);
      expect(config({}, variables).web.password).toBe(password);
    }),
  );

  test("a value that begins with / names a file that holds it, trimmed", () =>
    withDirectory({ secret: " \n the pass word\r\n\n" }, ({ path, write, config }) => {
      expect(config({}, { FAKTORY_PASSWORD: `${path}/secret` }).password).toBe("the pass word");
      write("conf.d/a.toml", `[faktory]\npassword = "${path}/secret"\n[web]\npassword = "${path}/web"`);
      write("web", "of the web\n");
      expect(config()).toMatchObject({ password: "the pass word", web: { password: "of the web" } });
    }));

  test.each([
    ["FAKTORY_PASSWORD", {}, { FAKTORY_PASSWORD: "DIR/secret" }],
    ["[faktory] password", inFile("DIR/secret"), {}],
    ["[web] password", { "conf.d/a.toml": '[web]\npassword = "DIR/secret"' }, {}],
  ])("%s: a file that is missing, empty or none stops the start", (where, files, variables) =>
    withDirectory({}, ({ path, write, problems }) => {
      const here = (texts: Readonly<Record<string, string>>) =>
        Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.replace("DIR", path)]));
      for (const [name, text] of Object.entries(here(files))) write(name, text);
      expect(problems({}, here(variables))).toEqual([`${where} reads its password from DIR/secret: there is no such file`]);
      write("secret", " \n");
      expect(problems({}, here(variables))).toEqual([`${where} reads its password from DIR/secret, which is empty`]);
    }),
  );

  test("[web] readonly_password is another one beside it", () =>
    withDirectory({ "conf.d/a.toml": '[web]\npassword = "all"\nreadonly_password = "look"' }, ({ config, write, path, problems }) => {
      expect(config().web).toMatchObject({ password: "all", readonlyPassword: "look" });
      write("look", " of the file \n");
      write("conf.d/a.toml", `[faktory]\npassword = "all"\n[web]\nreadonly_password = "${path}/look"`);
      expect(config().web).toMatchObject({ password: "all", readonlyPassword: "of the file" });
      write("conf.d/a.toml", '[web]\nreadonly_password = "look"');
      expect(problems()).toEqual(["[web] readonly_password protects nothing without a password: set [web] password too"]);
      write("conf.d/a.toml", '[web]\npassword = "look"\nreadonly_password = "look"');
      expect(problems()).toEqual(["[web] readonly_password is the same as the password: take another one"]);
    }));

  test("[web] password is the web port's alone", () =>
    withDirectory({ "conf.d/a.toml": '[faktory]\npassword = "command"\n[web]\npassword = "web"' }, ({ config, write }) => {
      expect(config()).toMatchObject({ password: "command", web: { password: "web" } });
      write("conf.d/a.toml", '[web]\npassword = "web"');
      expect(config()).toMatchObject({ password: undefined, web: { password: "web" } });
    }));
});

describe("§7 which environments need one", () => {
  test.each(["staging", "production"])("%s does not start without", (e) =>
    withDirectory(inFile(""), ({ problems }) => {
      expect(problems({ e })).toEqual([needed(e)]);
      expect(problems({}, { FAKTORY_ENV: e, FAKTORY_PASSWORD: "" })).toEqual([needed(e)]);
    }),
  );

  test.each([
    ["1", true],
    ["true", true],
    ["yes", true],
    ["0", false],
    ["no", false],
    ["false", false],
    ["", false],
    ["TRUE", false],
    ["on", false],
  ])("FAKTORY_SKIP_PASSWORD=%s skips it: %p", (value, skips) =>
    withDirectory({}, ({ load, config }) => {
      expect(load({ e: "production" }, { FAKTORY_SKIP_PASSWORD: value }).ok).toBe(skips);
      expect(config({}, { FAKTORY_SKIP_PASSWORD: value }).skipsPassword).toBe(skips);
    }),
  );

  test("a word that looks like yes and is none is a warning", () =>
    withDirectory({}, ({ warnings }) => {
      expect(warnings({}, { FAKTORY_SKIP_PASSWORD: "on" })).toEqual([
        'FAKTORY_SKIP_PASSWORD is "on", which means nothing: only 1, true and yes skip the password',
      ]);
      expect(warnings({}, { FAKTORY_SKIP_PASSWORD: "no" })).toEqual([]);
    }));

  test.each([
    ["development", {}, undefined],
    ["staging", {}, "of the system"],
    ["production", {}, "of the system"],
    ["production", { FAKTORY_SKIP_PASSWORD: "yes" }, undefined],
    ["production", { FAKTORY_PASSWORD: "said" }, "said"],
  ])("in %s with %p /etc/faktory/password makes it %p", (e, variables, password) =>
    withDirectory({ "etc-password": "of the system\n" }, ({ config }) => expect(config({ e }, variables).password).toBe(password)),
  );

  test("[faktory] password wins over /etc/faktory/password; an empty one stops the start", () => {
    withDirectory({ "etc-password": "of the system\n", ...inFile("secret") }, ({ config }) =>
      expect(config({ e: "production" }).password).toBe("secret"),
    );
    withDirectory({ "etc-password": "\n" }, ({ problems }) =>
      expect(problems({ e: "production" })).toEqual(["environment production reads its password from DIR/etc-password, which is empty"]),
    );
  });

  test("beside another fault it is said too", () =>
    withDirectory({ "conf.d/a.toml": "[faktory]\nmax_line = 0" }, ({ problems }) =>
      expect(problems({ e: "staging" })).toEqual([expect.stringContaining("[faktory] max_line is 0"), needed("staging")]),
    ));

  test("beside a file that can't be read nobody is told that a password is missing", () =>
    withDirectory({ "conf.d/a.toml": "= 1" }, ({ problems }) =>
      expect(problems({ e: "production" })).toEqual([expect.stringContaining("DIR/conf.d/a.toml is not valid TOML")]),
    ));
});

describe("§7 a port that others reach and that asks for no password is a warning", () => {
  const commands = "no password is set: whoever reaches :7419 may push, fetch and delete all jobs";
  const pages = "no password is set: whoever reaches the pages on :7420 may do everything there";

  test.each([
    ["this machine only", {}, {}, []],
    ["every address", { b: ":7419", w: ":7420" }, {}, [commands, pages]],
    ["pages turned off", { b: ":7419", w: ":0" }, {}, [commands]],
    ["a password", { b: ":7419", w: ":7420" }, { FAKTORY_PASSWORD: "secret" }, []],
    ["it is meant so", { b: ":7419", w: ":7420" }, { FAKTORY_SKIP_PASSWORD: "1" }, []],
  ])("%s", (_, flags, variables, warnings) =>
    withDirectory({}, ({ config }) => expect(openDoors(config(flags, variables))).toEqual(warnings)),
  );
});
