/**
 * What an organism, a world and an engine are.
 *
 * Every engine gives the same organism as Blastema's Python for the same seed (docs/format.md): fire masks, wounds and
 * seeds bit for bit, states within rounding.
 */

export type Boundary = "zero" | "torus";

/** Weights of the 3 x 3 neighbours, row by row from the upper left, in cross-correlation. */
export type Taps = readonly number[];

/** A fixed filter of the perception: its taps at an angle are still + cos(angle) cosine + sin(angle) sine. */
export interface Filter {
  /** For showing. */
  readonly name: string;
  readonly still: Taps;
  readonly cosine: Taps;
  readonly sine: Taps;
}

/** One dense layer of the update rule. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** [inputs, outputs], row-major; the first layer's rows are filter-major, the signal's last. */
  readonly weight: Float32Array;
  /** [outputs] */
  readonly bias: Float32Array;
}

/** The picture that an organism was trained to grow. */
export interface Target {
  readonly name: string;
  /** Longer side of the picture, in cells. */
  readonly size: number;
  /** Empty cells around it on the training grid. */
  readonly padding: number;
  /** Base64 of a PNG with straight alpha, a pixel per cell, if the file has it. */
  readonly png: string | null;
  /** Of a picture that moves, whose first frame `png` is. */
  readonly motion: Motion | null;
}

/** What draws several pixels per cell (docs/large.md). */
export interface Decoder {
  /** Along a side of a cell. */
  readonly pixels: number;
  /** Inputs: a cell's channels, then sine and cosine of the row's and of the column's place in the cell. */
  readonly layers: readonly Layer[];
}

/** The second level of an automaton: a parent cell for each block of cells (docs/hierarchy.md). */
export interface Parents {
  /** Channels of a parent, which are the last ones of a cell: a parent is the mean of its cells' copies. */
  readonly channels: number;
  /** Rows and columns of a block. */
  readonly factor: number;
  /** Its rule: of the filters' responses on the grid of parents, then the mean RGBA of its cells. */
  readonly layers: readonly Layer[];
}

/** The pace of a picture that moves (docs/motion.md). */
export interface Motion {
  /** Steps from frame to frame. */
  readonly stepsPerFrame: number;
  /** Cells down and to the right per cycle. */
  readonly stride: readonly [down: number, right: number];
}

/** A picture that an organism grows for a signal. */
export interface NamedPicture {
  readonly target: Target;
  readonly signal: readonly number[];
}

/** What a cell perceives: each filter's response for each channel, then the signal. */
export interface Perception {
  readonly kind: "filters";
  readonly filters: readonly Filter[];
  /** Kernels [N, 3, 3, channels] of learned filters, after the fixed ones; empty without any. */
  readonly learned: Float32Array;
  /** Size of the signal to every cell of an organism; 0 for none. */
  readonly signal: number;
}

export const ACTIVATIONS = ["relu", "atan", "tanh"] as const;
export const UPDATES = ["residual", "replacing"] as const;
export const LIVES = ["neighbourhood", "own-alpha", "all"] as const;
export const FIRES = ["cell", "channel"] as const;

/** How the rule's output v changes a cell that fires: x + step size * v, or a mix of x and sigmoid(v). */
export interface Update {
  readonly kind: (typeof UPDATES)[number];
  /** Between the layers. */
  readonly activation: (typeof ACTIVATIONS)[number];
}

/**
 * Which cells live: those near an alpha above the threshold before and after the update; those that were above it
 * themselves, others are cleared before they are perceived; or all.
 */
export interface Life {
  readonly kind: (typeof LIVES)[number];
  readonly aliveThreshold: number;
}

export interface Physics {
  readonly boundary: Boundary;
  readonly fireRate: number;
  /** Whether a cell's channels fire together or each for itself. */
  readonly firePer: (typeof FIRES)[number];
  readonly stepSize: number;
  /** Turn of the perceived gradients, in radians, counter-clockwise. */
  readonly angle: number;
  /** Largest magnitude that an update leaves in a channel; 0 for no bound. */
  readonly clamp: number;
  /** Amplitude of uniform noise on its living cells, beside the world's. */
  readonly noise: number;
}

/** A trained organism, as in its file. */
export interface Organism {
  readonly name: string;
  /** Channels per cell: premultiplied RGB, alpha, hidden ones, then those of its parent if there are two levels. */
  readonly channels: number;
  readonly perception: Perception;
  /** With two levels the cells' rule: of their own channels, then their parent's. */
  readonly layers: readonly Layer[];
  /** The second level; null for an automaton of cells alone. */
  readonly parents: Parents | null;
  readonly update: Update;
  readonly life: Life;
  readonly physics: Physics;
  /** Null where a cell is a pixel, its first channels the colour. */
  readonly decoder: Decoder | null;
  /** Training grid in cells. */
  readonly height: number;
  readonly width: number;
  /** Cells of the training grid that it grows from. */
  readonly seeds: readonly (readonly [row: number, column: number])[];
  /** If not null it does not grow from seeds: it starts as its own picture, cut to this radius in cells. */
  readonly startRadius: number | null;
  readonly target: Target | null;
  /** The pictures it can grow; none without a signal. */
  readonly pictures: readonly NamedPicture[];
  /** Its signal unless the page sets another one; zeros if empty. */
  readonly told: readonly number[];
  /** How it was made (regime, recipe, iterations, ...), as the file says. */
  readonly provenance: Readonly<Record<string, unknown>>;
}

/** Where organisms live. */
export interface World {
  readonly height: number;
  readonly width: number;
}

/** Settings that may be changed between any two steps. */
export interface Settings {
  boundary: Boundary;
  /** Probability that a cell updates at a step, 0 to 1. */
  fireRate: number;
  /** Added to each organism's own angle, in radians. */
  angle: number;
  /** Amplitude of the uniform noise added to living cells at each step, beside the organisms' own (`random.ts`). */
  noise: number;
  /** Seed of the fire masks, unsigned 32 bits. */
  seed: number;
  /** The signal of each organism of the world, by its index; zeros without an entry. */
  signals: readonly (readonly number[])[];
}

/** A world's state, sufficient to continue. */
export interface Snapshot {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [height, width, channels], row-major. */
  readonly state: Float32Array;
  /** [height, width]: index of each living cell's species; without meaning in empty cells. */
  readonly species: Uint8Array;
  /** Steps since the world began, unsigned 32 bits. */
  readonly step: number;
}

/** Cells that a tool touches: [height, width], 1 where it does. Made by `geometry.ts`. */
export type Region = Uint8Array;

/** The effect of a tool on the cells of a region. */
export type Stroke =
  /** All channels become 0. */
  | { readonly kind: "erase" }
  /** RGB 0, alpha and hidden channels 1, of this species. */
  | { readonly kind: "seed"; readonly species: number }
  /** RGB as given (0 to 1), alpha 1; hidden channels stay. Cells whose alpha was not above the
   *  threshold get this species. */
  | { readonly kind: "colour"; readonly colour: readonly [number, number, number]; readonly species: number }
  /** Cells whose alpha is above the threshold become this species; channels stay. */
  | { readonly kind: "species"; readonly species: number };

/** What is shown of a cell. `background` is RGB, 0 to 1: empty space; other views fade to it too. */
export type View = {
  readonly background: readonly [number, number, number];
  /** Rows and columns of the blocks whose means "colour", "alpha" and "channel" show; 1 if left out. */
  readonly blocks?: number;
} & (
  | { readonly kind: "colour" }
  | { readonly kind: "alpha" }
  /** One channel, diverging colours: -1 blue, 0 background, 1 red. */
  | { readonly kind: "channel"; readonly channel: number }
  /** How much the last step changed the cell: mean over channels of |change|, 0 to 0.02. Needs `observe`. */
  | { readonly kind: "update" }
  /** Cells that fired at the last step among those that may live. Needs `observe`. */
  | { readonly kind: "fired" }
);

export type EngineKind = "webgl2" | "webgl2-half" | "wasm" | "plain";

/** One world on one engine. Calls are synchronous; an engine that has lost its device throws `EngineLost`. */
export interface Engine {
  readonly kind: EngineKind;
  readonly world: World;
  readonly organisms: readonly Organism[];
  /** Read at each call of `step`. */
  settings: Settings;
  /** Keep what the views "update" and "fired" need; costs a little at each step. */
  observe: boolean;
  /** Steps since the world began. */
  readonly stepCount: number;
  /** Other organisms in the same world; the state stays if it has as many channels, else it becomes empty. */
  load(organisms: readonly Organism[]): void;
  step(count: number): void;
  paint(region: Region, stroke: Stroke): void;
  /** A copy. */
  read(): Snapshot;
  /** Throws RangeError if the size or the number of channels differs. */
  write(snapshot: Snapshot): void;
  /** The world at one pixel per cell, in colours at as many as its decoder draws; opaque; valid until the next call. */
  draw(view: View): HTMLCanvasElement | OffscreenCanvas;
  dispose(): void;
}

/** How an engine is made. */
export interface EngineFactory {
  readonly kind: EngineKind;
  /** Why it does not support these organisms or this browser, for the user; null if it does. */
  obstacle(organisms: readonly Organism[], world: World): string | null;
  /** Rejects with an `Error` that says why, if it cannot. */
  create(organisms: readonly Organism[], world: World, settings: Settings): Promise<Engine>;
}

/** The device of an engine is gone (a lost WebGL context, memory); the page continues with another engine. */
export class EngineLost extends Error {
  override readonly name = "EngineLost";
}
