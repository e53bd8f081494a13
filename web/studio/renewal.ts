/** When the world's creature, whose weights are renewed while it learns, is grown again from its seed. */

/** Decades by which a leftover creature is worse than in training, and steps after it was disturbed. */
const RELIC = { decades: 0.5, steps: 400 };
/** Steps after which an unrecognisable creature restarts from its seed, so that its progress is visible. */
const FIRST_LIVES = 160;
/** Steps that a seed has to grow before it is given up. */
const FIRST_STEPS = 20;

/** A world and its creature. */
export interface Seen {
  /** Of the world since it began, and at the last wound. */
  readonly steps: number;
  readonly woundedAt: number;
  readonly livingCells: number;
  /** log10 of its error, and of that in training; null while unknown. */
  readonly error: number | null;
  readonly trainingError: number | null;
  readonly recognisable: boolean;
  /** The world's step at which a recognisable creature began to be taught something else; null if none was. */
  readonly changesSince: number | null;
}

export function growsAgain(seen: Seen): boolean {
  const { steps, woundedAt, livingCells, error, trainingError, recognisable } = seen;
  // A world that was begun again has no creature of before.
  const changesSince = seen.changesSince !== null && seen.changesSince <= steps ? seen.changesSince : null;
  const lost = (livingCells === 0 || (error ?? -Infinity) > 0) && steps > FIRST_STEPS;
  const early = !recognisable && changesSince === null && steps > FIRST_LIVES;
  const rested = steps - Math.max(woundedAt, changesSince ?? 0) > RELIC.steps;
  const relic = rested && (error ?? -Infinity) > (trainingError ?? 0) + RELIC.decades;
  return lost || early || relic;
}
