/** Several creatures in one file. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { archiveOf, filesOf } from "../../studio/archive";

const FILES = [
  { name: "größer.safetensors", bytes: Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251) },
  { name: "leer", bytes: new Uint8Array(0) },
];

test("comes back as it was", () => {
  const archive = archiveOf(FILES);
  expect(filesOf(archive)).toEqual(FILES);
  expect(filesOf(archiveOf(FILES).subarray())).toEqual(FILES);
});

test("is one that Python's zipfile finds whole", () => {
  const place = join(mkdtempSync(join(tmpdir(), "archive-")), "a.zip");
  writeFileSync(place, archiveOf(FILES));
  const program = `import zipfile; z = zipfile.ZipFile(${JSON.stringify(place)}); print(z.testzip(), [(i.filename, i.file_size) for i in z.infolist()])`;
  expect(execFileSync("python3", ["-c", program], { encoding: "utf8", env: { ...process.env, PYTHONIOENCODING: "utf-8" } })).toBe(
    "None [('größer.safetensors', 5000), ('leer', 0)]\n",
  );
});

test.each([
  ["not a ZIP file", new Uint8Array(100)],
  ["nothing in it", archiveOf([])],
])("what cannot be read is refused: %s", (_, archive) => {
  expect(() => filesOf(archive)).toThrow("is empty, or is not a ZIP file");
});

test("what is damaged, cut off or compressed is refused", () => {
  const broken = archiveOf(FILES);
  broken[100]! ^= 1;
  expect(() => filesOf(broken)).toThrow("is damaged");
  expect(() => filesOf(archiveOf(FILES).subarray(0, 2000))).toThrow("is damaged");
  const compressed = archiveOf(FILES);
  compressed[8] = 8;
  expect(() => filesOf(compressed)).toThrow("is compressed");
});
