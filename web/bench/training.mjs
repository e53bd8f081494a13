/**
 * The page's trainer in Node, from its first iteration to its last: for benchmarks/page_training.py.
 *
 *   node bench/training.mjs ASKED.json ORGANISM.safetensors
 *
 * ASKED is what training.ts calls Asked. Everything is computed by this one thread. Needs `npm install`.
 */
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const [asked, organism] = process.argv.slice(2);
if (organism === undefined) {
  console.error("usage: node bench/training.mjs ASKED.json ORGANISM.safetensors");
  process.exit(2);
}
const outfile = `${organism}.mjs`;
await build({
  entryPoints: [join(HERE, "training.ts")],
  bundle: true,
  outfile,
  format: "esm",
  platform: "node",
  target: "es2022",
  loader: { ".wasm": "binary" },
  logLevel: "warning",
});
const { trained } = await import(pathToFileURL(outfile));
await writeFile(organism, await trained(JSON.parse(await readFile(asked, "utf8")), console.error));
