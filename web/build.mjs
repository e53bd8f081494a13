/**
 * Bundles the playground into src/blastema/page/assets, minified: page.js and page.css, with the studio in it studio.js
 * and studio.css, of volumes and of digits volume.js, digits.js and so on, and shell.html as it is. served.js is
 * studio.js with training on the computer that serves it. The outputs are committed, so that Python users need no Node.
 * Readable copies are not part of the package, which they would enlarge by 400 kB; to read one, use --readable.
 *
 *   node build.mjs           write them
 *   node build.mjs --check   build into memory, compare, and fail where a file differs
 *   node build.mjs --readable FOLDER   write them there without minification
 */
import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const WEB = dirname(fileURLToPath(import.meta.url));
const ASSETS = join(WEB, "..", "src", "blastema", "page", "assets");

/** Characters that could let the text end its element. */
const ENDS_ELEMENT = { js: /<\/script|<!--/i, css: /<\/style/i };

/** The folder for readable copies; null to write the assets. */
const READABLE = process.argv[2] === "--readable" ? resolve(process.argv[3] ?? "readable") : null;

/** The options of all scripts. */
const COMMON = {
  minify: READABLE === null,
  absWorkingDir: WEB,
  preserveSymlinks: true, // where node_modules is a link, the same bundle comes out
  outdir: "out",
  bundle: true,
  mainFields: ["module", "main"], // gifenc's "browser" is a module of which nothing can be left out
  write: false,
  format: "iife", // one classic script: modules do not load from file://
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".wasm": "binary" },
  logLevel: "warning",
};

/** An import of "PATH?source" is the text of a script of its own, for a worker. */
const sources = {
  name: "sources",
  setup(bundler) {
    bundler.onResolve({ filter: /\?source$/ }, ({ path, resolveDir }) => {
      return { path: relative(WEB, join(resolveDir, path.replace("?source", ""))), namespace: "source" };
    });
    bundler.onLoad({ filter: /.*/, namespace: "source" }, async ({ path }) => {
      const { outputFiles } = await build({ ...COMMON, entryPoints: [path] });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};

/** The bytes of .wasm files as text with one letter per byte, which is a byte again where the page is packed. */
const letters = {
  name: "letters",
  setup(bundler) {
    bundler.onLoad({ filter: /\.wasm$/ }, async ({ path }) => {
      const text = JSON.stringify(await readFile(path, "latin1"));
      return { contents: `export default Uint8Array.from(${text}, (letter) => letter.charCodeAt(0))`, loader: "js" };
    });
  },
};

/** Shaders are text within the scripts, which esbuild leaves as it is: without indentation, comments and some spaces. */
const shaders = {
  name: "shaders",
  setup(bundler) {
    bundler.onLoad({ filter: /webgl.(shaders|decoding|views|paint)\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const small = text.replace(/\n\s*\/\/ .*/g, "").replace(/\n\s+/g, "\n").replace(/ ([*/=<>?:&|]=?|>>|<<) /g, "$1");
      return { contents: small.replace(/([,;]) /g, "$1"), loader: "ts" };
    });
  },
};

/** The trainer's binary has all of the kernel's: a page with both carries one. */
const oneKernel = {
  name: "one-kernel",
  setup(bundler) {
    bundler.onResolve({ filter: /kernel\.wasm$/ }, () => ({ path: join(WEB, "training", "wasm", "trainer.wasm") }));
  },
};

/** The same with no letter beyond U+00FF, so that it can be packed with a byte for each. */
function inBytes(text, kind) {
  return text.replace(/[^\0-\xff]/g, (letter) => {
    const code = letter.charCodeAt(0).toString(16).padStart(4, "0");
    return kind === "css" ? `\\${code} ` : `\\u${code}`;
  });
}

/** A page's script and style: file name -> text. */
async function bundle(name, entry, plugins = [], served = false) {
  const result = await build({
    ...COMMON,
    entryPoints: { [name]: entry },
    define: { SERVED: String(served) },
    plugins: [...plugins, letters, ...(READABLE === null ? [shaders] : [])],
  });
  const files = new Map();
  for (const output of result.outputFiles) {
    const kind = output.path.endsWith(".css") ? "css" : "js";
    if (ENDS_ELEMENT[kind].test(output.text)) {
      throw new Error(`The ${kind} bundle holds a text that would end its element in the page: ${ENDS_ELEMENT[kind]}`);
    }
    files.set(`${name}.${kind}`, inBytes(output.text, kind));
  }
  return files;
}

const studio = ["studio/main.tsx", [oneKernel, sources]];
const files = new Map([
  ...(await bundle("page", "playground/main.tsx")),
  ...(await bundle("studio", ...studio)),
  ...(await bundle("served", ...studio, true)),
  ...(await bundle("volume", "volume/main.tsx")),
  ...(await bundle("digits", "digits/main.tsx")),
  ["shell.html", await readFile(join(WEB, "playground", "shell.html"), "utf8")],
]);
files.delete("served.css"); // the same as studio.css

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
  const folder = READABLE ?? ASSETS;
  await mkdir(folder, { recursive: true });
  for (const [name, text] of files) {
    await writeFile(join(folder, name), text);
    console.log(`${relative(WEB, join(folder, name))}  ${(Buffer.byteLength(text) / 1000).toFixed(1)} kB`);
  }
}
