import { expect, test } from "bun:test";
import { passwordHash } from "../../src/wire/password.ts";

test("§1 the password's hash is that of the published vector", () => {
  const hash = "6d877f8e5544b1f2598768f817413ab8a357afffa924dedae99eb91472d4ec30";
  expect(passwordHash("foobar", "55104dc76695721d", 1545)).toBe(hash);
});

test("§1 one round hashes the bytes of password and salt, as clients below v 2 do", () => {
  const once = new Bun.CryptoHasher("sha256").update("pässword1234").digest("hex");
  expect(passwordHash("pässword", "1234", 1)).toBe(once);
});

test("§1 a second round hashes the raw bytes of the first", () => {
  const once = new Bun.CryptoHasher("sha256").update("secret1234").digest();
  expect(passwordHash("secret", "1234", 2)).toBe(new Bun.CryptoHasher("sha256").update(once).digest("hex"));
});
