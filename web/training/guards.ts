/** Guards: early-warning metrics, and limits at which training rolls back (as in blastema.training.guards). */

const EXPLODED = 1e5;
const DEAD_PATIENCE = 20;
const BROKEN_SHARE = 0.6;
const JUMP_DECADES = 1;
const JUMP_PATIENCE = 200;
/** A pool settles while each state is drawn this often; until then neither it nor a jump of the loss is judged. */
const SETTLING_TURNS = 3;
const LONGEST_SETTLING = 1000;
const SMOOTHING = 0.98;
const BROKEN_SMOOTHING = 0.95;

/** The metrics of an iteration. */
export interface Figures {
  readonly loss: number;
  readonly gradientNorm: number;
  readonly largestState: number;
  readonly deadSamples: number;
  readonly brokenDrawn: number;
}

/** The guards' memory: plain data, kept in every checkpoint. */
export interface Guards {
  /** Loss of an empty picture. */
  readonly emptyLoss: number;
  readonly batchSize: number;
  /** Iterations until the pool has settled. */
  readonly settling: number;
  /** log10 loss, exponentially smoothed; null before the first iteration. */
  readonly smoothed: number | null;
  readonly best: number;
  readonly baseline: number;
  readonly broken: number;
  readonly deadFor: number;
  readonly highFor: number;
}

export function firstGuards(emptyLoss: number, batchSize: number, poolSize: number): Guards {
  const settling = Math.min(Math.floor((SETTLING_TURNS * poolSize) / batchSize), LONGEST_SETTLING);
  const none = { smoothed: null, best: Infinity, baseline: Infinity, broken: 0, deadFor: 0, highFor: 0 };
  return { emptyLoss, batchSize, settling, ...none };
}

/** The memory after one more iteration. */
export function after(guards: Guards, figures: Figures): Guards {
  const loss = Number.isFinite(figures.loss) ? Math.log10(Math.max(figures.loss, 1e-30)) : Infinity;
  const smoothed = guards.smoothed === null ? loss : SMOOTHING * guards.smoothed + (1 - SMOOTHING) * loss;
  const settling = Math.max(guards.settling - 1, 0);
  const baseline = settling > 0 ? guards.baseline : Math.min(guards.baseline, smoothed);
  return {
    ...guards,
    settling,
    smoothed,
    best: Math.min(guards.best, smoothed),
    baseline,
    broken: BROKEN_SMOOTHING * guards.broken + (1 - BROKEN_SMOOTHING) * figures.brokenDrawn,
    deadFor: figures.deadSamples === guards.batchSize ? guards.deadFor + 1 : 0,
    highFor: smoothed > baseline + JUMP_DECADES ? guards.highFor + 1 : 0,
  };
}

/** What is wrong after an iteration, in a few words; null for nothing. `guards` is what `after` gave. */
export function trouble(guards: Guards, figures: Figures): string | null {
  if (!Number.isFinite(figures.loss)) return "the loss is not finite";
  if (!Number.isFinite(figures.gradientNorm)) return "the gradient is not finite";
  if (!(figures.largestState <= EXPLODED)) return "the organism exploded";
  if (guards.deadFor >= DEAD_PATIENCE) return "the organism died out";
  if (hadLearned(guards) && guards.broken > BROKEN_SHARE) return "the pool filled with broken states";
  if (guards.highFor >= JUMP_PATIENCE) return "the loss jumped and stayed up";
  return null;
}

/** Whether a state may become the last good checkpoint: nothing is about to trip. */
export function isHealthy(guards: Guards): boolean {
  const filling = hadLearned(guards) && guards.broken > 0.5 * BROKEN_SHARE;
  return guards.deadFor === 0 && guards.highFor === 0 && !filling;
}

/** Early patterns are often worse than an empty picture; the pool is judged only once they were better. */
function hadLearned({ settling, best, emptyLoss }: Guards): boolean {
  return settling === 0 && best < Math.log10(Math.max(emptyLoss, 1e-30)) - 0.5;
}

/** The memory for a new attempt: counters are reset. */
export function rolledBack(guards: Guards): Guards {
  return { ...guards, broken: 0, deadFor: 0, highFor: 0 };
}
