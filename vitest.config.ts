/** How tests run: one throw-away PostgreSQL for the run, real code everywhere, and no console output that a test did not expect. */
import { defineConfig } from "vitest/config";

const house = ["floors.test.ts"];

export default defineConfig({
  oxc: { jsx: { runtime: "automatic" } },
  test: {
    setupFiles: ["testing/console.ts"],
    environment: "node",
    pool: "forks",
    testTimeout: 15_000,
    hookTimeout: 30_000,
    // Once more and no oftener: `npm test` names what needed it, so that a race is mended and a landing is not lost to it.
    retry: 1,
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      // Needs no database, so that `npm run verify` takes seconds.
      { extends: true, test: { name: "house", include: house } },
      {
        extends: true,
        test: {
          name: "product",
          include: ["**/*.test.ts", "**/*.test.tsx"],
          exclude: ["**/node_modules/**", "**/.next*/**", "**/.data/**", "e2e/**", "bench/**", ...house],
          globalSetup: ["testing/postgres.ts"],
        },
      },
    ],
  },
});
