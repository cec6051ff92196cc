import { defineConfig } from "drizzle-kit";

/** Where the schema is written down and where its migrations go (`bun run db:generate`). */
export default defineConfig({
  dialect: "sqlite",
  schema: "./src/store/sqlite/*schema.ts",
  out: "./src/store/sqlite/migrations",
});
