/** What a visitor may be, from the least to the most (spec §8): each may all that stands before it. */
export const roles = ["viewer", "admin"] as const;

/** One of `roles`. */
export type Role = (typeof roles)[number];

/** Who asks. */
export interface Visitor {
  readonly role: Role;
  readonly address: string;
  /** Nobody asked for a password: everybody is the admin. */
  readonly isUnasked: boolean;
  /** Knows no password, and asked for what needs none: is shown nothing else, not even in the frame of a fault. */
  readonly isStranger?: true;
}

/** Whether a role is enough where another one is needed. */
export function isEnough(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** Thrown by a route where the visitor's role is not enough: answered with 403, and kept in the audit trail. */
export class Denied extends Error {
  override readonly name = "Denied";
  readonly needed: Role;
  /** What was tried. */
  readonly action: string;

  constructor(needed: Role, action: string) {
    super(`This needs the role ${needed}.`);
    this.needed = needed;
    this.action = action;
  }
}

/** Lets the visitor on where the role is enough; else throws `Denied`. */
export function demand(visitor: Visitor, needed: Role, action: string): void {
  if (!isEnough(visitor.role, needed)) throw new Denied(needed, action);
}
