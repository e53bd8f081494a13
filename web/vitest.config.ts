import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** A .wasm file is imported as its bytes, as by esbuild's loader "binary" in build.mjs. */
const binary = {
  name: "binary",
  enforce: "pre" as const,
  load(id: string): string | null {
    if (!id.endsWith(".wasm")) return null;
    return `export default Uint8Array.from(atob("${readFileSync(id, "base64")}"), (c) => c.charCodeAt(0));`;
  },
};

export default defineConfig({
  plugins: [binary],
  test: { include: ["tests/**/*.test.ts"], testTimeout: 60_000 }, // machines may be busy; nothing here is timed
});
