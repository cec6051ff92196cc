import { createHash } from "node:crypto";

/**
 * The answer to a password challenge (spec §1): hex(sha256, `rounds` times, of password and salt); the second and later rounds hash
 * the raw 32 bytes.
 */
export function passwordHash(password: string, salt: string, rounds: number): string {
  let digest = sha256(Buffer.from(password + salt));
  for (let round = 1; round < rounds; round++) digest = sha256(digest);
  return digest.toString("hex");
}

function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}
