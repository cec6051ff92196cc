import { describe, expect, test } from "bun:test";
import { cookieNames, cookiesOf, setCookie, zoneOf } from "../../src/web/visit.ts";
import { manualClock } from "../support/manual-clock.ts";
import { shared } from "../../src/web/shared.ts";
import { limits } from "../../src/limits.ts";

describe("§8 what a page knows of its request", () => {
  test.each([
    ["Europe/Berlin", "Europe/Berlin"],
    ["UTC", "UTC"],
    ["Mars/Olympus", "UTC"],
    ["<script>", "UTC"],
    [`Europe/${"x".repeat(100)}`, "UTC"],
    ["", "UTC"],
    [undefined, "UTC"],
  ])("a zone called %p is %p", (name, zone) => expect(zoneOf(name)).toBe(zone));

  test("cookies are read, whatever they are", () => {
    const headers = new Headers({ cookie: "mr_theme=dark; other; mr_notice=a%20b%3D; broken=%E0%A4%A; a=b=c" });
    expect([...cookiesOf(headers)]).toEqual([
      ["mr_theme", "dark"],
      ["other", ""],
      ["mr_notice", "a b="],
      ["broken", ""],
      ["a", "b=c"],
    ]);
    expect([...cookiesOf(new Headers())]).toEqual([["", ""]]);
  });

  test("a choice lasts a year, a notice half a minute, and nothing ends at once", () => {
    expect(setCookie(cookieNames.theme, "dark")).toBe("mr_theme=dark; Path=/; Max-Age=31536000; SameSite=Lax");
    expect(setCookie(cookieNames.notice, "a; b")).toBe("mr_notice=a%3B%20b; Path=/; Max-Age=30; SameSite=Lax; HttpOnly");
    expect(setCookie(cookieNames.theme, "")).toContain("Max-Age=0;");
  });
});

describe("§8 what is made for one viewer is good for the others", () => {
  test("for a second", async () => {
    const clock = manualClock();
    const once = shared<number>(clock);
    let made = 0;
    const make = async () => (made += 1);
    expect([await once("a", make), await once("a", make), await once("b", make)]).toEqual([1, 1, 2]);
    await clock.advance(limits.viewSharedMs);
    expect(await once("a", make)).toBe(3);
  });

  test("but not a failure", async () => {
    const once = shared<number>(manualClock());
    expect(await once("a", () => Promise.reject(new Error("no"))).catch(() => "failed")).toBe("failed");
    expect(await once("a", async () => 1)).toBe(1);
  });

  test("nor what is not to be kept", async () => {
    const once = shared<number>(manualClock(), (made) => made > 1);
    let made = 0;
    const make = async () => (made += 1);
    expect([await once("a", make), await once("a", make), await once("a", make)]).toEqual([1, 2, 2]);
  });

  test("and there are only so many", async () => {
    const once = shared<number>(manualClock());
    let made = 0;
    const make = async () => (made += 1);
    for (let key = 0; key < limits.viewsSharedMax + 1; key += 1) await once(`${key}`, make);
    await once("0", make);
    expect(made).toBe(limits.viewsSharedMax + 2);
    await once(`${limits.viewsSharedMax}`, make);
    expect(made).toBe(limits.viewsSharedMax + 2);
  });
});
