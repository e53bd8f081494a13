import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fullName, kindName, mismatch, openFile, readLibrary, regimeHint } from "../../playground/library";
import { scatter } from "../../engine/geometry";
import { shaken } from "../../playground/wounding";
import { emptySnapshot } from "../../engine/world";

const LIZARD = readFileSync(new URL("../../../tests/golden/lizard-small.safetensors", import.meta.url));
const FILE = LIZARD.toString("base64");

describe("the page's organisms", () => {
  it("are read from its document", () => {
    const { specimens, problems } = readLibrary(
      JSON.stringify([{ id: "a", name: "lizard", regime: "growing", file: FILE }]),
    );
    expect(problems).toEqual([]);
    expect(specimens[0]).toMatchObject({ id: "a", name: "lizard", emoji: "🦎", regime: "growing" });
    expect(specimens[0]!.organism.channels).toBe(12);
  });

  it("are told of where they are broken, and the others kept", () => {
    const list = [{ name: "cut", file: FILE.slice(0, 400) }, { name: "none" }, null, { name: "whole", file: FILE }];
    const { specimens, problems } = readLibrary(JSON.stringify(list));
    expect(specimens.map(({ name }) => name)).toEqual(["whole"]);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toContain("cut");
  });

  it.each(["", "{}", "[", "null", "%%ORGANISMS%%"])("that are no list (%j) give a message", (text) => {
    const { specimens, problems } = readLibrary(text);
    expect(specimens).toEqual([]);
    expect(problems).toHaveLength(1);
  });

  it("are told apart by their regimes, and by numbers where these are the same", () => {
    const regimes = ["growing", "regenerating", "regenerating"];
    const { specimens } = readLibrary(JSON.stringify(regimes.map((regime) => ({ name: "a", regime, file: FILE }))));
    const [one, , three] = specimens;
    expect(specimens.map((specimen) => kindName(specimen, specimens))).toEqual([
      "growing",
      "regenerating, no. 1",
      "regenerating, no. 2",
    ]);
    expect(fullName(three!, specimens)).toBe("a, regenerating, no. 2");
    expect(kindName({ ...one!, regime: null }, [])).toBe("");
    expect(fullName({ ...one!, regime: null }, [])).toBe("a");
  });

  it("are not said to heal before their training is finished", () => {
    const { specimens } = readLibrary(JSON.stringify([{ name: "a", regime: "regenerating", file: FILE }]));
    const hint = (provenance: Record<string, number>): string => {
      return regimeHint({ ...specimens[0]!, organism: { ...specimens[0]!.organism, provenance } });
    };
    expect(hint({ iterations: 218, planned_iterations: 2250 })).toBe(
      "Still learning: it was trained for 218 of 2,250 iterations. Its wounds may not heal yet.",
    );
    for (const finished of [{}, { iterations: 218 }, { iterations: 2250, planned_iterations: 2250 }]) {
      expect(hint(finished)).toContain("grows back");
    }
  });

  it("have ids of their own and no foreign pictures", () => {
    const entry = { id: "a", name: "a", file: FILE, picture: "https://example.org/a.png" };
    const { specimens } = readLibrary(JSON.stringify([entry, entry]));
    expect(specimens.map(({ id }) => id)).toEqual(["a", "a-2"]);
    expect(specimens[0]!.picture?.startsWith("data:image/") ?? true).toBe(true);
  });

  it("have names that show as they are", async () => {
    const entry = { name: "a\u202eb\x1b[2J", emoji: "\x07🦎", file: FILE };
    const { specimens } = readLibrary(JSON.stringify([entry]));
    expect(specimens[0]).toMatchObject({ name: "a\ufffdb\ufffd[2J", emoji: "\ufffd🦎" });
    const { problems } = readLibrary(JSON.stringify([{ name: "a\u202eb", file: "*" }]));
    expect(problems[0]).toContain("“a\ufffdb”");
  });

  it("can be opened from a file, or say what is wrong with it", async () => {
    const specimen = await openFile(new File([LIZARD], "my lizard.safetensors"), []);
    expect(specimen.id).toBe("my-lizard");
    await expect(openFile(new File(["hello"], "notes.txt"), [])).rejects.toThrow("notes.txt");
    await expect(openFile(new File([], "empty.json"), [])).rejects.toThrow("empty");
  });

  it("share a world only if they are built alike", () => {
    const { organism } = readLibrary(JSON.stringify([{ name: "a", file: FILE }])).specimens[0]!;
    expect(mismatch(organism, organism)).toBeNull();
    expect(mismatch(organism, { ...organism, channels: 16 })).toContain("channels");
    expect(mismatch(organism, { ...organism, life: { ...organism.life, aliveThreshold: 0.2 } })).not.toBeNull();
  });
});

describe("the noise wound", () => {
  it("changes living cells of its frame alone, always in the same way", () => {
    const before = emptySnapshot({ height: 10, width: 10 }, 8);
    for (const cell of [22, 33, 88]) before.state[cell * 8 + 3] = 1;
    const frame = { top: 0, left: 0, height: 6, width: 6 };
    const after = shaken(before, frame, "zero", 5);
    const changed = [...Array(100).keys()].filter((cell) =>
      after.state.subarray(cell * 8, cell * 8 + 8).some((value, index) => value !== before.state[cell * 8 + index]),
    );
    expect(changed).toEqual([22, 33]);
    expect(after.state.every((value, index) => Math.abs(value - before.state[index]!) <= 0.5)).toBe(true);
    expect(shaken(before, frame, "zero", 5)).toEqual(after);
    expect(scatter(before, 1, 0, frame).reduce((sum, inside) => sum + inside, 0)).toBe(36);
  });
});
