import type { View } from "../src/web/view.ts";
import { Home } from "./pages/home.tsx";

/** A page of the dashboard (spec §8): routes and tests derive from this list. */
export interface Page {
  readonly path: string;
  readonly title: string;
  /** Its content, without the frame. */
  readonly content: (view: View) => JSX.Element;
}

/** All pages. */
export const pages: readonly Page[] = [{ path: "/", title: "Home", content: Home }];
