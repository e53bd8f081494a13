/**
 * Prints the steps per second of every engine.
 *
 *   node bench/run.mjs [FILE ...]                      in Node, by processor time (no WebGL there)
 *   node bench/run.mjs --browser CHROMIUM [FILE ...]   in a browser that takes Chromium's flags, by the clock
 *
 * FILE is an organism file or one of the article's web model files; the small lizard of the tests by default. Needs
 * `npm install`. GPUs are not used: WebGL runs in software, as on a machine without one, unless --gpu is given.
 * --largest SIDE leaves larger worlds out, --engine KIND other engines.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { cpus, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const SOFTWARE = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

async function bundle() {
  const result = await build({
    entryPoints: [join(HERE, "engines.ts")],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "bench",
    target: "es2022",
    loader: { ".wasm": "binary" },
    logLevel: "warning",
  });
  return result.outputFiles[0].text;
}

function print({ organism, engine, world, living, stepsPerSecond, frame, note }) {
  const rate = note === "" ? `${stepsPerSecond.toFixed(stepsPerSecond < 100 ? 1 : 0)} steps/s` : note;
  const drawn = frame === null ? "" : `${frame.toFixed(2)} ms a step and a picture`;
  console.log(
    [organism.padEnd(16), world.padEnd(14), engine.padEnd(12), `${living} living`.padEnd(13), rate.padEnd(14), drawn]
      .join("  ")
      .trimEnd(),
  );
}

/** Serves one page that reports its measurements, and opens it. */
async function inBrowser(browser, flags, script, files, which) {
  const page = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script>${script};
    const send = (path, body) => fetch(path, { method: "POST", body: JSON.stringify(body) });
    const files = ${JSON.stringify(files)};
    send("/agent", navigator.userAgent)
      .then(() => bench.runBench(files, (one) => send("/result", one), ...${JSON.stringify(which)}))
      .then(() => send("/done", ""), (error) => send("/done", String(error)));</script>`;
  const profile = await mkdtemp(join(tmpdir(), "bench-"));
  let child = null;
  try {
    await new Promise((resolve, reject) => {
      const server = createServer(async (request, response) => {
        let body = "";
        for await (const part of request) body += part;
        response.setHeader("content-type", "text/html; charset=utf-8");
        response.end(request.method === "GET" ? page : "");
        if (request.url === "/agent") console.log(JSON.parse(body));
        if (request.url === "/result") print(JSON.parse(body));
        if (request.url !== "/done") return;
        server.close();
        if (JSON.parse(body) === "") resolve();
        else reject(new Error(JSON.parse(body)));
      });
      server.listen(0, "127.0.0.1", () => {
        const address = `http://127.0.0.1:${server.address().port}/`;
        child = spawn(browser, [...flags, `--user-data-dir=${profile}`, address], { stdio: "ignore" });
        child.on("error", reject);
        child.on("exit", () => reject(new Error("the browser has ended before its page was done")));
      });
    });
  } finally {
    if (child !== null && child.exitCode === null && child.pid !== undefined) {
      const ended = new Promise((resolve) => child.on("exit", resolve));
      child.kill();
      await ended;
    }
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

const { values, positionals: given } = parseArgs({
  allowPositionals: true,
  options: {
    browser: { type: "string" },
    gpu: { type: "boolean" },
    largest: { type: "string" },
    engine: { type: "string" },
  },
});
const which = [values.engine ?? "", Number(values.largest ?? 1e6)];
const paths = given.length > 0 ? given : [join(HERE, "../../tests/golden/lizard-small.safetensors")];
const files = await Promise.all(
  paths.map(async (path) => ({ name: basename(path), file: await readFile(path, "base64") })),
);
const script = await bundle();
console.log(`${cpus().length} x ${cpus()[0].model}`);
if (values.browser === undefined) {
  console.log(`node ${process.version}, V8 ${process.versions.v8}`);
  const { runBench } = new Function(`${script}; return bench;`)();
  await runBench(files, print, ...which, () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  });
} else {
  await inBrowser(values.browser, values.gpu ? FLAGS : [...FLAGS, ...SOFTWARE], script, files, which);
}
