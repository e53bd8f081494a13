/** Which organisms this page can train. */
import type { Organism } from "../engine/types";
import bytes from "./wasm/trainer.wasm";

/** Why the kernel cannot train an organism, for the user; null if it can. */
export function trainingObstacle({ name, channels, perception, layers, physics, parents }: Organism): string | null {
  if (typeof WebAssembly !== "object" || !WebAssembly.validate(bytes)) {
    return "This browser does not run WebAssembly with SIMD, which training needs.";
  }
  if (parents !== null) {
    return `${name} has two levels of cells, which this page cannot train.`;
  }
  if (perception.learned.length > 0 || perception.signal > 0 || physics.noise > 0) {
    return `${name} has learned filters, a signal or noise, which this page cannot train.`;
  }
  const widths = layers.slice(0, -1).map(({ outputs }) => outputs);
  const filters = perception.filters.length;
  if (channels % 4 !== 0 || widths.length > 2 || widths.some((width) => width % 16 !== 0) || filters > 5) {
    return (
      `${name} has ${channels} channels, ${filters} filters and layers ${widths.join(", ")} wide; this page trains ` +
      "a multiple of 4 channels, at most 5 filters, and one or two layers that are a multiple of 16 wide."
    );
  }
  return null;
}
