import { defineConfig } from "vitest/config";

// Tests check what is computed, never how long it takes; the limit only ends one that hangs, on a busy machine too.
export default defineConfig({ test: { testTimeout: 120_000, hookTimeout: 120_000, include: ["tests/**/*.test.ts"] } });
