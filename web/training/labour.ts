/** Computing the samples of a batch: by workers, one sample at a time each, or by the page itself in small parts. */
import type { Outcome, Sample, Setting } from "./kernel";
import { TrainingKernel } from "./kernel";
import bytes from "./wasm/trainer.wasm";

/** One iteration's work. */
export interface Work {
  readonly parameters: Float32Array;
  /** [height, width, 4] */
  readonly target: Float32Array;
  readonly samples: readonly Sample[];
  /** Whether they only grow, and nothing is learned from them: gradients are empty. */
  readonly forward?: boolean;
}

export interface Labour {
  /** How many samples are computed at a time, and where, as text. */
  readonly name: string;
  /** The outcomes in the order of the samples. Rejects with an error that says why, if there are none. */
  run(work: Work): Promise<readonly Outcome[]>;
  dispose(): void;
}

/** A message to a worker (worker.ts). */
export type Order =
  | { readonly kind: "begin"; readonly bytes: Uint8Array; readonly setting: Setting }
  | { readonly kind: "learn"; readonly parameters: Float32Array; readonly target: Float32Array }
  | { readonly kind: "sample"; readonly sample: Sample; readonly forward: boolean };

/** Its answers: once when ready, and once for each sample. */
export type Answer =
  { readonly kind: "ready" } | { readonly kind: "done"; readonly outcome: Outcome } | { readonly kind: "failed"; readonly why: string };

/** Time that the page computes without a pause, in milliseconds, and steps between two looks at the clock. */
const SLICE = 6;
const PART = 4;

/** Computes in the page itself, which stays responsive. */
class InPage implements Labour {
  readonly name = "in the page";
  private constructor(private readonly kernel: TrainingKernel) {}

  static async create(setting: Setting): Promise<InPage> {
    return new InPage(await TrainingKernel.create(await WebAssembly.compile(bytes), setting));
  }

  async run({ parameters, target, samples, forward = false }: Work): Promise<readonly Outcome[]> {
    this.kernel.learn(parameters, target);
    const outcomes: Outcome[] = [];
    let since = performance.now();
    for (const sample of samples) {
      const parts = this.kernel.sample(sample, PART, forward);
      let part = parts.next();
      while (part.done !== true) {
        if (performance.now() - since > SLICE) {
          await new Promise((resolve) => setTimeout(resolve));
          since = performance.now();
        }
        part = parts.next();
      }
      outcomes.push(part.value);
    }
    return outcomes;
  }

  dispose(): void {}
}

/** One worker, which computes one sample at a time. */
class Hand {
  private settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null;

  constructor(private readonly worker: Worker) {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => this.settle?.resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.fail(event.message || "a worker could not start");
    };
    worker.onmessageerror = () => this.fail("a worker's answer was lost");
  }

  private fail(why: string): void {
    this.settle?.reject(new Error(why));
  }

  tell(order: Order): void {
    this.worker.postMessage(order);
  }

  async ask(order: Order): Promise<Answer> {
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.settle = { resolve, reject };
      this.tell(order);
    });
    if (answer.kind === "failed") throw new Error(answer.why);
    return answer;
  }

  dispose(): void {
    this.fail("the training was stopped");
    this.worker.terminate();
  }
}

/** In workers. */
class Crew implements Labour {
  private constructor(private readonly hands: readonly Hand[]) {}

  get name(): string {
    return this.hands.length === 1 ? "in a worker" : `in ${this.hands.length} workers`;
  }

  static async create(source: string, count: number, setting: Setting): Promise<Crew> {
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const hands: Hand[] = [];
    try {
      for (let i = 0; i < count; i++) hands.push(new Hand(new Worker(address)));
      await Promise.all(hands.map((hand) => hand.ask({ kind: "begin", bytes, setting })));
    } catch (error) {
      for (const hand of hands) hand.dispose();
      throw error;
    } finally {
      URL.revokeObjectURL(address);
    }
    return new Crew(hands);
  }

  async run({ parameters, target, samples, forward = false }: Work): Promise<readonly Outcome[]> {
    const outcomes = new Array<Outcome>(samples.length);
    let next = 0;
    const work = async (hand: Hand): Promise<void> => {
      if (next < samples.length) hand.tell({ kind: "learn", parameters, target });
      while (next < samples.length) {
        const index = next++;
        const answer = await hand.ask({ kind: "sample", sample: samples[index], forward });
        if (answer.kind === "done") outcomes[index] = answer.outcome;
      }
    };
    await Promise.all(this.hands.map(work));
    return outcomes;
  }

  dispose(): void {
    for (const hand of this.hands) hand.dispose();
  }
}

/** One processor is left to the page, which draws meanwhile; at most one worker for each sample of a batch. */
export function crewSize(batchSize: number, processors = navigator.hardwareConcurrency || 1): number {
  return Math.max(1, Math.min(processors - 1, batchSize));
}

/**
 * Workers, if the browser lets the page have some; else the page itself.
 *
 * @param source of the worker's script; empty for none
 * @param count of workers; as many as the processors bear if it is not given
 */
export async function hire(setting: Setting, source: string, count?: number): Promise<Labour> {
  if (source === "" || typeof Worker === "undefined") return InPage.create(setting);
  try {
    return await Crew.create(source, count ?? crewSize(setting.batchSize), setting);
  } catch {
    // Forbidden by a policy, or for pages opened from a file: slower, and reported.
    return InPage.create(setting);
  }
}
