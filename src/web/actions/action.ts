import { ownPath } from "../../../ui/urls.ts";
import type { Engine } from "../../assemble.ts";
import type { Actions } from "../../engine/actions.ts";
import type { Inspect } from "../../engine/inspect.ts";
import type { Mutation } from "../../job/mutation.ts";
import type { Role, Visitor } from "../roles.ts";

/** What actions are done with. */
export interface Acting {
  readonly actions: Actions;
  readonly inspect: Inspect;
  readonly cron: Engine["cron"];
  mutate(mutation: Mutation): Promise<void>;
}

/** A posted form. */
export interface Asked {
  /** The values of the `:names` in the action's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly form: URLSearchParams;
  readonly visitor: Visitor;
  /** Who asks, in words that are stored. */
  readonly by: string;
}

/** What became of it. */
export interface Done {
  /** To what it was done, for the audit trail. */
  readonly what: string;
  /** Where the visitor goes now: a path of our own. */
  readonly to: string;
  /** Said there, once. */
  readonly notice?: string;
}

/** Nothing is done yet: this page of ours, with its query, asks first. */
export interface AsksFirst {
  readonly page: string;
}

/** Something that a form of a page, or a script, may ask for (spec §8): its route, its role and its audit line derive from it. */
export interface Action {
  /** Its route, `/queues/:name`; several actions may share one. */
  readonly path: string;
  readonly name: string;
  readonly role: Role;
  /** Whether this form means it; the first of a route that is meant is done. */
  isMeant(form: URLSearchParams): boolean;
  act(asked: Asked, acting: Acting): Promise<Done | AsksFirst>;
}

/** The path a form wants to lead back to. */
export function backOf(form: URLSearchParams, otherwise: string): string {
  return ownPath(form.get("back"), otherwise);
}

/** The page that asks about what a form wants. */
export function confirmPage(form: URLSearchParams): string {
  return `/confirm?${form.toString()}`;
}

/** A form of our own says in `do` what it wants: scripts' forms have no such field. */
export function wants(name: string): Action["isMeant"] {
  return (form) => form.get("do") === name;
}

/** The form can't be understood: answered with 400. */
export class Unclear extends Error {
  override readonly name = "Unclear";
}
