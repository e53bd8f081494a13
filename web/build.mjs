/**
 * Bundles the playground into src/blastema/page/assets: page.js and page.css to be read and served, page.min.js and
 * page.min.css for exported files, shell.html as it is; the same with the studio in it as studio.js and so on, and the
 * pages of volumes and of digits as volume.js, digits.js and so on. The outputs are committed, so that Python users
 * need no Node.
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

/** Characters that could let the text end its element. */
const ENDS_ELEMENT = { js: /<\/script|<!--/i, css: /<\/style/i };

/** The options of all scripts. */
const COMMON = {
  absWorkingDir: WEB,
  preserveSymlinks: true, // where node_modules is a link, the same bundle comes out
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
  logLevel: "warning",
};

/** An import of "PATH?source" is the text of a script of its own, for a worker. */
function sources(minify) {
  return {
    name: "sources",
    setup(bundler) {
      bundler.onResolve({ filter: /\?source$/ }, ({ path, resolveDir }) => {
        return { path: relative(WEB, join(resolveDir, path.replace("?source", ""))), namespace: "source" };
      });
      bundler.onLoad({ filter: /.*/, namespace: "source" }, async ({ path }) => {
        const { outputFiles } = await build({ ...COMMON, entryPoints: [path], minify });
        return { contents: outputFiles[0].text, loader: "text" };
      });
    },
  };
}

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
async function bundle(name, entry, minify, plugins = []) {
  const end = minify ? ".min" : "";
  const result = await build({
    ...COMMON,
    entryPoints: { [name]: entry },
    minify,
    define: { SERVED: String(!minify) }, // the small scripts are for files that are passed on, without a server
    plugins: [...plugins, ...(minify ? [letters] : [])],
  });
  const files = new Map();
  for (const output of result.outputFiles) {
    const kind = output.path.endsWith(".css") ? "css" : "js";
    const text = minify ? inBytes(output.text, kind) : output.text;
    if (ENDS_ELEMENT[kind].test(output.text)) {
      throw new Error(`The ${kind} bundle holds a text that would end its element in the page: ${ENDS_ELEMENT[kind]}`);
    }
    files.set(`${name}${end}.${kind}`, text);
  }
  return files;
}

const files = new Map([
  ...(await bundle("page", "playground/main.tsx", false)),
  ...(await bundle("page", "playground/main.tsx", true)),
  ...(await bundle("studio", "studio/main.tsx", false, [oneKernel, sources(false)])),
  ...(await bundle("studio", "studio/main.tsx", true, [oneKernel, sources(true)])),
  ...(await bundle("volume", "volume/main.tsx", false)),
  ...(await bundle("volume", "volume/main.tsx", true)),
  ...(await bundle("digits", "digits/main.tsx", false)),
  ...(await bundle("digits", "digits/main.tsx", true)),
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
