import { join } from "node:path";
import { configurationReference } from "./support/configuration-reference.ts";

/** `bun run docs:config`: writes docs/configuration.md from the keys there are. */
await Bun.write(join(import.meta.dir, "../docs/configuration.md"), configurationReference());
