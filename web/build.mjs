/**
 * Bundles the playground into src/blastema/page/assets: page.js and page.css to be read and served, page.min.js and
 * page.min.css for exported files, shell.html as it is. The outputs are committed, so that Python users need no Node.
 *
 *   node build.mjs           write them
 *   node build.mjs --check   build into memory, compare, and fail where a file differs
 */
import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const WEB = dirname(fileURLToPath(import.meta.url));
const ASSETS = join(WEB, "..", "src", "blastema", "page", "assets");

/** What would let the text end the element that it is put in. */
const ENDS_ELEMENT = { js: /<\/script|<!--/i, css: /<\/style/i };

/** The page's script and style: file name -> text. */
async function bundle(minify) {
  const end = minify ? ".min" : "";
  const result = await build({
    absWorkingDir: WEB,
    preserveSymlinks: true, // where node_modules is a link, the same bundle comes out
    entryPoints: { page: "playground/main.tsx" },
    outdir: "out",
    bundle: true,
    write: false,
    format: "iife", // one classic script: modules do not load from file://
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".wasm": "binary" },
    minify,
    logLevel: "warning",
  });
  const files = new Map();
  for (const output of result.outputFiles) {
    const kind = output.path.endsWith(".css") ? "css" : "js";
    if (ENDS_ELEMENT[kind].test(output.text)) {
      throw new Error(`The ${kind} bundle holds a text that would end its element in the page: ${ENDS_ELEMENT[kind]}`);
    }
    files.set(`page${end}.${kind}`, output.text);
  }
  return files;
}

const files = new Map([
  ...(await bundle(false)),
  ...(await bundle(true)),
  ["shell.html", await readFile(join(WEB, "playground", "shell.html"), "utf8")],
]);

if (process.argv.includes("--check")) {
  const stale = [];
  for (const [name, text] of files) {
    const committed = await readFile(join(ASSETS, name), "utf8").catch(() => null);
    if (committed !== text) stale.push(name);
  }
  if (stale.length > 0) {
    console.error(`Not as built from web/: ${stale.join(", ")}. Run: npm run build (in web/)`);
    process.exitCode = 1;
  } else {
    console.log("The page's assets are as built from web/.");
  }
} else {
  await mkdir(ASSETS, { recursive: true });
  for (const [name, text] of files) {
    await writeFile(join(ASSETS, name), text);
    console.log(`${relative(WEB, join(ASSETS, name))}  ${(Buffer.byteLength(text) / 1000).toFixed(1)} kB`);
  }
}
