import { describe, expect, test } from "bun:test";
import { Auth } from "../../src/web/auth.ts";
import { demand, Denied, isEnough, type Role, roles } from "../../src/web/roles.ts";
import { pages } from "../../ui/pages.ts";
import { seededRandom } from "../support/fixed-random.ts";
import { manualClock } from "../support/manual-clock.ts";
import { openAccess, type TestWeb, withWeb } from "../support/web.ts";

const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`ana:${password}`).toString("base64")}` });
const [admin, viewer] = [basic("all"), basic("look")];
const withBoth = (story: (web: TestWeb) => Promise<void>) =>
  withWeb(story, () => ({ access: () => ({ ...openAccess, password: "all", readonlyPassword: "look" }) }));

test.each(roles.flatMap((role) => roles.map((needed) => [role, needed] as const)))("§8 the role %s where %s is needed", (role, needed) => {
  const isEnoughHere = roles.indexOf(role) >= roles.indexOf(needed);
  expect(isEnough(role, needed)).toBe(isEnoughHere);
  const ask = () => demand({ role, address: "10.0.0.7", isUnasked: false }, needed, "flush");
  if (isEnoughHere) expect(ask).not.toThrow();
  else expect(ask).toThrow(new Denied(needed, "flush"));
});

test("§8 each password makes its role, also when it is remembered", () => {
  const auth = new Auth({ clock: manualClock(), random: seededRandom(1) });
  const keys = [
    { password: "all", role: "admin" },
    { password: "look", role: "viewer" },
  ] as const;
  const roleOf = (header: { authorization: string }, ...others: readonly { password: string; role: Role }[]) =>
    auth.judge(header.authorization, others.length > 0 ? others : keys, "10.0.0.7");
  for (let time = 0; time < 2; time += 1) {
    expect(roleOf(admin)).toEqual({ role: "admin" });
    expect(roleOf(viewer)).toEqual({ role: "viewer" });
  }
  expect(roleOf(viewer, { password: "all", role: "admin" })).toBe("wrong");
  expect(roleOf(viewer, { password: "look", role: "admin" })).toEqual({ role: "admin" });
});

describe("§8 the read-only password", () => {
  test.each([...pages.filter(({ path, role }) => !path.includes(":") && role === undefined).map(({ path }) => path), "/stats"])(
    "gets %s",
    (path) =>
      withBoth(async (web) => {
        expect((await web.get(path, viewer)).status).toBe(200);
        expect((await web.get(path, admin)).status).toBe(200);
        expect((await web.get(path, basic("guess"))).status).toBe(401);
      }),
  );

  test.each(pages.filter(({ role }) => role !== undefined).map(({ path }) => path))("does not get %s", (path) =>
    withBoth(async (web) => {
      const denied = await web.get(path, viewer);
      expect(denied.status).toBe(403);
      expect(await denied.text()).toContain("This needs the role admin.");
      expect(web.logged).toContain(`warn audit: viewer from 127.0.0.1 was denied the page ${path}: it needs the role admin`);
    }),
  );

  test("is nothing where there is no password: then everybody may everything", () =>
    withWeb(
      async (web) => expect((await web.get("/")).status).toBe(200),
      () => ({ access: () => ({ ...openAccess, readonlyPassword: "look" }) }),
    ));
});
