/** A guided tour: each step is one sentence and one task, and detects when it has been done. */
import { effect, signal } from "@preact/signals";
import type { Life } from "./life";
import type { Store } from "./store";

export interface TourStep {
  readonly text: string;
  /** Where on the page it is done: a section of the inspector is opened. */
  readonly section?: "senses" | "view";
  /** Called at its beginning; what it returns reads signals, and is true once it has been done. */
  begin(store: Store, life: Life): () => boolean;
}

/** Steps after which growth, and healing, are visible. */
const GROWN = 60;
const HEALED = 150;
/** log10 of the error of one that has healed, and steps after which it is not waited for any longer. */
const WHOLE = -2;
const PATIENCE = 600;
/** Degrees of a large turn, and milliseconds without change after which the dial is at rest. */
const TURNED = 20;
const REST = 600;
/** The channels before are colours and alpha. */
const FIRST_HIDDEN = 4;

/** The world, where panels lie over it. */
function showWorld({ section, drawer }: Store): void {
  section.value = null;
  drawer.value = false;
}

/** Whether the world was restarted since this was called, and has grown. */
function regrown({ stepCount }: Store): () => boolean {
  let [last, anew] = [stepCount.peek(), false];
  return () => {
    anew ||= stepCount.value < last;
    last = stepCount.value;
    return anew && last >= GROWN;
  };
}

export const STEPS: readonly TourStep[] = [
  {
    text: "It grows from a single cell. Press the round arrow below the world and watch.",
    begin: regrown,
  },
  {
    text: "Cut it: drag across it with the eraser.",
    begin: ({ wounds, stepCount }) => {
      const before = stepCount.peek();
      return () => wounds.value.some((step) => step >= before);
    },
  },
  {
    text: "It heals by itself, although no cell sees the whole picture. Wait, and watch the error fall.",
    begin: ({ wounds, stepCount, healing }) => {
      return () => {
        const since = stepCount.value - Math.max(0, ...wounds.value);
        return since > PATIENCE || (since > HEALED && (healing.value ?? WHOLE) <= WHOLE);
      };
    },
  },
  {
    text: "Turn the rotation dial far: it grows again, rotated, since the dial turns what its cells perceive.",
    section: "senses",
    begin: (store, life) => {
      const turned = signal(false);
      let [waiting, grownAt] = [0, store.turn.peek()];
      return () => {
        const angle = store.turn.value;
        clearTimeout(waiting);
        // An organism that has begun to grow at another angle would lose its shape.
        if (angle !== grownAt && Math.abs(angle) >= TURNED) {
          waiting = window.setTimeout(() => {
            grownAt = angle;
            life.reset();
            showWorld(store);
            turned.value = true;
          }, REST);
        }
        return turned.value;
      };
    },
  },
  {
    text: "Choose a hidden channel. The meaning of these numbers is learned, not designed; the cells communicate through them.",
    section: "view",
    begin: (store) => () => {
      const { value } = store.look;
      if (value.kind !== "channel" || value.channel < FIRST_HIDDEN) return false;
      showWorld(store);
      return true;
    },
  },
];

const LAST: TourStep = {
  text: "Now grow your own: “blastema play” opens this page with a drawing board.",
  begin: () => () => false,
};

export class Tour {
  /** The step that is shown, from 0; null outside the tour. */
  readonly at = signal<number | null>(null);
  /** Whether it has been done. */
  readonly done = signal(false);
  /** How it ends. */
  last: TourStep = LAST;
  #stop: () => void = () => {};

  constructor(
    private readonly store: Store,
    private readonly life: Life,
  ) {}

  get steps(): readonly TourStep[] {
    return [...STEPS, this.last];
  }

  /** Shows a step; beyond the last one, and for null, the tour ends. */
  go(at: number | null): void {
    const { store } = this;
    const step = at === null ? undefined : this.steps[at];
    this.#stop();
    this.done.value = false;
    this.at.value = step === undefined ? null : at;
    if (at === null || at === 0 || step === undefined || step === this.last) {
      if (store.turn.peek() !== 0) {
        store.turn.value = 0;
        this.life.reset(); // what has grown at another angle would lose its shape
      }
      store.look.value = { kind: "colour" };
    }
    store.hint.value = null;
    store.section.value = step?.section ?? null;
    store.drawer.value = step?.section !== undefined;
    if (step === undefined) return;
    const isDone = step.begin(store, this.life);
    this.#stop = effect(() => {
      if (!isDone() || this.done.peek()) return;
      this.done.value = true;
      store.spoken.value = "Done";
    });
  }
}
