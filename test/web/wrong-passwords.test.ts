import { describe, expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import { WrongPasswords } from "../../src/web/wrong-passwords.ts";
import { manualClock } from "../support/manual-clock.ts";

const tenTimes = (wrong: WrongPasswords, address: string) => {
  for (let time = 0; time < limits.wrongPasswordsMax; time += 1) wrong.count(address);
};

describe("§8 wrong passwords", () => {
  test("count for a minute each: the eleventh waits for the end of the first", async () => {
    const clock = manualClock();
    const wrong = new WrongPasswords(clock);
    for (let time = 0; time < 10; time += 1) {
      expect(wrong.waitOf("10.0.0.7")).toBe(0);
      wrong.count("10.0.0.7");
      await clock.advance(5_000);
    }
    expect(wrong.waitOf("10.0.0.7")).toBe(10_000);
    await clock.advance(10_000);
    expect(wrong.waitOf("10.0.0.7")).toBe(0);
    wrong.count("10.0.0.7");
    expect(wrong.waitOf("10.0.0.7")).toBe(5_000);
  });

  test.each([
    ["10.0.0.7", "10.0.0.7", true],
    ["10.0.0.7", "10.0.0.8", false],
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff::2", true],
    ["2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6", true],
    ["2001:db8:1:2::1", "2001:db8:1:3::1", false],
    ["2001:db8::1", "2001:db8:0:0:5::1", true],
    ["2001:db8::1", "2001:db8:0:1::1", false],
    ["::1", "::2", true],
    ["::ffff:10.0.0.7", "::ffff:10.0.0.8", false],
  ])("of %s count for %s: %p", (one, other, isSame) => {
    const wrong = new WrongPasswords(manualClock());
    tenTimes(wrong, one);
    expect(wrong.waitOf(other) > 0).toBe(isSame);
  });

  test("are kept of so many addresses, those that were wrong last", () => {
    const wrong = new WrongPasswords(manualClock());
    tenTimes(wrong, "first");
    tenTimes(wrong, "second");
    for (let address = 0; address < limits.wrongAddressesMax - 2; address += 1) wrong.count(`address ${address}`);
    wrong.count("first");
    wrong.count("one more");
    expect(wrong.waitOf("second")).toBe(0);
    expect(wrong.waitOf("first")).toBe(60_000);
    expect(wrong.addressCount).toBe(limits.wrongAddressesMax);
  });
});
