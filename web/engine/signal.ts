/** A signal, which is the same for all cells of an organism, is a part of what its first layer adds. */
import type { Layer } from "./types";

/** The first layer's bias with the signal's part; the signal's rows are the last ones, and none means zeros. */
export function toldBias({ inputs, outputs, weight, bias }: Layer, signal: readonly number[]): Float64Array {
  const told = Float64Array.from(bias);
  signal.forEach((value, i) => {
    const row = (inputs - signal.length + i) * outputs;
    for (let output = 0; output < outputs; output++) {
      told[output] += Math.fround(value) * weight[row + output];
    }
  });
  return told;
}
