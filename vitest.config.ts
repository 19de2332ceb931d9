/** How tests run: one throw-away PostgreSQL for the run, real code everywhere, and no console output that a test did not expect. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic" } },
  test: {
    include: ["**/*.test.ts", "**/*.test.tsx"],
    exclude: ["**/node_modules/**", "**/.next/**", "**/.data/**", "e2e/**", "bench/**"],
    globalSetup: ["testing/postgres.ts"],
    setupFiles: ["testing/console.ts"],
    environment: "node",
    pool: "forks",
    testTimeout: 15_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
