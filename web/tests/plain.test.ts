/** The plain engine keeps the contract of all engines, and serves what the fast ones do not. */
import { describe, expect, it } from "vitest";
import { plainEngine } from "../engine/plain";
import { engineContract } from "./engine_contract";
import { readBytes } from "./files";

describe("the plain engine", () => {
  it.each(engineContract(plainEngine, async (name) => readBytes(`tests/golden/${name}`)).map((one) => [one.name, one]))(
    "%s",
    async (_, one) => (one as { run: () => Promise<void> }).run(),
    60_000,
  );
  it("is called plain", () => expect(plainEngine.kind).toBe("plain"));
});
