/**
 * What every engine has to do, as cases that any test runner can run: nothing here needs Node or a browser.
 *
 *     for (const { name, run } of engineContract(wasmEngine, load)) it(name, run);
 */
import type { EngineFactory } from "../engine/types";
import { kindCases } from "./contract/kinds";
import { parityCases } from "./contract/parity";
import { physicsCases } from "./contract/physics";
import type { ContractCase, GoldenLoader, Precision, Subject } from "./contract/support";
import { toolCases } from "./contract/tools";

export type { ContractCase, GoldenLoader, Precision } from "./contract/support";

/**
 * @param golden gives the bytes of a file of tests/golden by its name
 * @param precision "half" for engines with half-precision states
 */
export function engineContract(
  factory: EngineFactory,
  golden: GoldenLoader,
  precision: Precision = "single",
): ContractCase[] {
  const subject: Subject = { factory, golden, precision };
  return [...parityCases(subject), ...kindCases(subject), ...physicsCases(subject), ...toolCases(subject)];
}
