import { expect, test } from "vitest";
import { decodePng } from "../engine/png";
import { encodePng } from "../engine/png_writing";
import { readOrganism } from "../engine/organism";
import { writeOrganism } from "../engine/organism_writing";
import type { Organism, Perception, Taps } from "../engine/types";
import { readBytes } from "./files";

/** JSON has no -0. */
function written({ perception }: Organism): Perception {
  const taps = (values: Taps): Taps => values.map((tap) => tap + 0);
  const filters = perception.filters.map(({ name, still, cosine, sine }) => {
    return { name, still: taps(still), cosine: taps(cosine), sine: taps(sine) };
  });
  return { ...perception, filters };
}

test.each(["lizard-small", "lizard-mirrored", "organism-v1", "organism-v2"])("%s is the same when read again", (name) => {
  const organism = readOrganism(readBytes(`tests/golden/${name}.safetensors`));
  const again = readOrganism(writeOrganism(organism));
  const { angle } = organism.physics;
  expect(again.physics.angle).toBeCloseTo(angle, 12);
  expect({ ...again, physics: { ...again.physics, angle } }).toEqual({ ...organism, perception: written(organism) });
});

test("a picture is the same to the bit, colours of transparent pixels too", async () => {
  const pixels = Uint8Array.from({ length: 4 * 7 * 5 }, (_, i) => (i * 37) % 256);
  const bytes = await encodePng({ height: 7, width: 5, pixels });
  expect(await decodePng(bytes)).toEqual({ height: 7, width: 5, pixels });
});
