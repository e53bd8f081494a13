/** The studio: a drawing, the training of a creature that grows into it, and that creature in the world beside it. */
import { computed, signal } from "@preact/signals";
import type { Organism } from "../engine/types";
import type { Actions } from "../playground/actions";
import type { Specimen } from "../playground/library";
import { specimenOf } from "../playground/library";
import { hire } from "../training/labour";
import { centred, trimmed } from "../training/pictures";
import type { Pixels } from "../training/pictures";
import type { Recipe } from "../training/recipe";
import { recipeObstacle, stretched } from "../training/recipe";
import { trainingObstacle } from "../training/serving";
import { taskOf } from "../training/target";
import { begun, settingOf, Trainer, TrainingFailed } from "../training/trainer";
import type { Progress, Task } from "../training/trainer";
import { Board } from "./board";
import { adviceOn, sameSeeds, soundName } from "./drawings";
import { cellsOfEmoji, cellsOfFile, mayBeOrganism } from "./pictures_in";
import { TrainingRecord } from "./record";
import type { Past } from "./record";
import { growsAgain } from "./renewal";
import { savedTraining, saveTraining } from "./saved";
import type { SavedTraining } from "./saved";
import { Shelf } from "./shelf";
import { Judgement, told } from "./words";
import type { Word } from "./words";

/** Milliseconds between two looks of the world at the creature's new weights. */
const RENEW_EVERY = 300;
/** Milliseconds between two updates of the training's text. */
const TELL_EVERY = 100;
const SAVE_EVERY = 15_000;
/** A training that is done is continued to so many times its length. */
const LONGER = 3;

/** The creature's name among the page's organisms. */
const WORD = "studio";

/** Options of a studio, from the document. */
export interface StudioOptions {
  /** The start of every training. */
  readonly stem: Organism;
  readonly recipe: Recipe;
  /** Of the workers' script; empty to train in the page itself. */
  readonly workerSource: string;
}

/** How a training begins. */
interface Start {
  readonly lives?: boolean;
  readonly longer?: boolean;
  readonly past?: Past | undefined;
}

export type Stage = "drawing" | "starting" | "training" | "paused" | "done" | "failed";

export class Studio {
  readonly board = new Board(24);
  readonly shelf: Shelf;
  /** Changes whenever the board does. */
  readonly drawn = signal(0);
  readonly name = signal("creature");
  /** How many times as long as the recipe a training takes. */
  readonly patience = signal<number>(1);
  readonly stage = signal<Stage>("drawing");
  readonly record = new TrainingRecord();
  readonly where = signal("");
  /** Data URL of the picture that is learned. */
  readonly target = signal<string | null>(null);
  readonly pauseHidden = signal(false);
  /** Which of the record's earlier creatures the world shows; null for this moment's. */
  readonly lookingBack = signal<number | null>(null);
  /** Whether the world holds the creature, and nothing else. */
  readonly isWatched = computed(() => {
    const { living } = this.actions.store;
    return living.value.length === 1 && living.value[0]?.id === WORD;
  });
  /** A training that the browser has kept. */
  readonly waiting = signal<SavedTraining | null>(null);
  /** On small screens one of the two is shown. */
  readonly shows = signal<"drawing" | "world">("drawing");
  /** Whether the board differs from the trained drawing. */
  readonly changed = computed(() => this.drawn.value !== this.#trained.value);
  /** Notes on the drawing before it is trained. */
  readonly advice = computed(() => {
    void this.drawn.value;
    return adviceOn(this.board);
  });
  readonly #trained = signal(-1);
  #trainer: Trainer | null = null;
  #specimen: Specimen | null = null;
  #drawing: Pixels | null = null;
  #judgement = new Judgement();
  /** The world's step at which its recognisable creature began to be taught another drawing; null if none was. */
  #changesSince: number | null = null;
  /** A new one ends the loop of the one before. */
  #run = 0;
  #stored = true;
  /** Files without the ending of one that begin as organisms do. */
  readonly #organisms = new WeakSet<File>();
  /** What was said of the last picture file, until the next one. */
  #aboutPicture = 0;

  constructor(
    readonly actions: Actions,
    readonly options: StudioOptions,
  ) {
    this.shelf = new Shelf(actions);
    actions.takes = (file) => this.#takes(file);
    actions.tour.last = {
      text: "Now draw a creature of your own, bring it to life, and watch it learn.",
      begin: () => () => this.stage.value === "training",
    };
    // The browser may discard a hidden page at any time.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && this.stage.value === "training") void this.#save();
    });
    void this.#restore();
  }

  /** What the board's controls call after every change. */
  touch(): void {
    this.drawn.value++;
  }

  #say(error: unknown): number {
    return this.actions.store.say(error instanceof Error ? error.message : String(error), "error");
  }

  /** Organisms go to the world, archives to the shelf; all else is a picture for the board. */
  #takes(file: File): boolean {
    if (/\.(safetensors|json)$/i.test(file.name) || this.#organisms.has(file)) {
      this.shows.value = "world";
      return false;
    }
    if (/\.zip$/i.test(file.name)) this.shelf.open(file).catch((error: unknown) => this.#say(error));
    else void this.#loadFile(file);
    return true;
  }

  async #loadFile(file: File): Promise<void> {
    const { store } = this.actions;
    store.dismiss(this.#aboutPicture);
    try {
      const { cells, note } = await cellsOfFile(file, this.board.size);
      this.#load(cells);
      this.shows.value = "drawing";
      if (note !== null) this.#aboutPicture = store.say(note);
    } catch (error) {
      if (!(await mayBeOrganism(file))) this.#aboutPicture = this.#say(error);
      else {
        this.#organisms.add(file);
        this.actions.open(file);
      }
    }
  }

  /** @param colour of letters and digits, which have none of their own */
  loadEmoji(text: string, colour: string): void {
    try {
      this.#load(cellsOfEmoji(text, colour, this.board.size));
    } catch (error) {
      this.#say(error);
    }
  }

  #load(pixels: Pixels): void {
    this.board.remember();
    this.board.load(pixels);
    this.touch();
  }

  /** Trains the drawing, starting from the previous creature if there is one. */
  async begin(): Promise<void> {
    const content = trimmed(this.board.pixels);
    if (content === null) return void this.#say("The board is empty: draw something first, or choose an emoji.");
    const { stem } = this.options;
    const recipe = stretched(this.options.recipe, this.patience.value);
    const obstacle = trainingObstacle(stem) ?? recipeObstacle(recipe);
    if (obstacle !== null) return void this.#say(obstacle);
    const drawing = centred(content, this.board.size);
    const before = this.#trainer;
    const origin = before === null ? stem : before.organism();
    try {
      const name = soundName(this.name.value);
      const { task } = await taskOf(drawing, name, origin, recipe);
      const same = before !== null && before.task.organism.height === task.organism.height;
      const from = same && sameSeeds(before.task, task) ? begun(task, before.progress().slots) : begun(task);
      await this.#start(task, drawing, from, { lives: same });
    } catch (error) {
      this.stage.value = "failed";
      this.#say(error);
    }
  }

  /** Continues a training that is done, as if it had been meant to take so much longer from the beginning. */
  async trainOn(): Promise<void> {
    const [before, drawing] = [this.#trainer, this.#drawing];
    if (before === null || drawing === null) return;
    try {
      const { recipe, organism } = before.task;
      const longer = stretched(this.options.recipe, (LONGER * recipe.iterations) / this.options.recipe.iterations);
      const { task } = await taskOf(drawing, organism.name, this.options.stem, longer);
      await this.#start(task, drawing, before.progress(), { lives: true, longer: true });
      this.actions.store.say("Its training goes on: it becomes less exact for a while, and better in the end.");
    } catch (error) {
      this.stage.value = "failed";
      this.#say(error);
    }
  }

  /** Continues the training that the browser has kept. */
  async goOn(): Promise<void> {
    const saved = this.waiting.value;
    if (saved === null) return;
    this.waiting.value = null;
    this.name.value = saved.name;
    this.patience.value = saved.patience;
    this.#load(saved.drawing);
    const recipe = stretched(this.options.recipe, saved.patience);
    const { task } = await taskOf(saved.drawing, saved.name, this.options.stem, recipe);
    await this.#start(task, saved.drawing, saved.progress, { past: saved.past }).catch((error: unknown) => this.#say(error));
  }

  forget(): void {
    this.waiting.value = null;
    void saveTraining(null).catch(() => {});
  }

  /**
   * @param lives whether the creature in the world goes on
   * @param longer whether the training before does, too
   * @param past the record of this training until it was interrupted
   */
  async #start(task: Task, drawing: Pixels, from: Progress, { lives = false, longer = false, past }: Start): Promise<void> {
    const run = ++this.#run;
    this.#trainer?.dispose();
    this.stage.value = "starting";
    if (!longer) this.#trained.value = this.drawn.value;
    this.waiting.value = null;
    this.shows.value = "world";
    // The start organism is shown at once, while workers are being created.
    const goesOn = lives && this.isWatched.value;
    const grown = goesOn && this.record.reached.value.recognisable !== undefined;
    this.#changesSince = grown ? this.actions.store.stepCount.value : null;
    const unborn = specimenOf(task.organism, WORD);
    this.actions.takeIn(unborn);
    this.target.value = unborn.picture;
    if (!goesOn) await this.#release(unborn);
    const trainer = new Trainer(task, await hire(settingOf(task), this.options.workerSource), from);
    if (run !== this.#run) return trainer.dispose();
    this.#trainer = trainer;
    this.#drawing = drawing;
    this.where.value = trainer.where;
    if (longer) this.record.lengthen(task.recipe.iterations);
    else {
      this.record.begin(task.recipe.iterations, from.iteration, past);
      this.#judgement = new Judgement();
    }
    this.lookingBack.value = null;
    this.#specimen = specimenOf(trainer.organism(), WORD);
    if (goesOn) await this.actions.life.measure.compareWith([this.#specimen.organism]);
    if (this.isWatched.value) this.actions.life.renew(this.#specimen, false);
    this.stage.value = "training";
    void this.#train(trainer, run);
  }

  /** Into a world of its own. */
  async #release(specimen: Specimen): Promise<void> {
    const { height, width } = specimen.organism;
    const { store, life } = this.actions;
    store.boundary.value = specimen.organism.physics.boundary;
    store.fireRate.value = specimen.organism.physics.fireRate;
    store.playing.value = true;
    store.hint.value = null;
    await life.begin({ specimens: [specimen], world: { height, width }, snapshot: null });
  }

  async #train(trainer: Trainer, run: number): Promise<void> {
    const judgement = this.#judgement;
    let [shown, renewed, saved, since] = [0, 0, performance.now(), performance.now()];
    try {
      while (run === this.#run && !trainer.isDone) {
        if (this.stage.value === "paused" || (this.pauseHidden.value && document.hidden)) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          since = performance.now();
          continue;
        }
        const event = await trainer.iterate();
        const side = judgement.due(event.iteration);
        if (side !== null && run === this.#run) judgement.take(await trainer.trial(side));
        if (run === this.#run && judgement.cutsDue(event.iteration)) judgement.takeCuts(await trainer.recovered());
        if (run !== this.#run) return;
        const now = performance.now();
        this.record.add(event, (now - since) / 1000, () => trainer.organism());
        since = now;
        if (event.rolledBack !== null) this.actions.store.say(`Training was rolled back: ${event.rolledBack}.`);
        if (now - shown > TELL_EVERY || trainer.isDone) {
          shown = now;
          this.record.show(event);
          if (judgement.word !== "taking shape") this.#reach(judgement.word);
        }
        if (now - renewed > RENEW_EVERY) {
          renewed = now;
          this.#renew(trainer);
        }
        if (now - saved > SAVE_EVERY) {
          saved = now;
          await this.#save();
          since = performance.now();
        }
      }
      if (run !== this.#run) return;
      this.#renew(trainer);
      judgement.takeCuts(await trainer.recovered());
      if (run !== this.#run) return;
      this.#reach("done");
      await this.#save();
      if (run === this.#run) this.stage.value = "done";
    } catch (error) {
      if (run !== this.#run) return;
      this.stage.value = "failed";
      if (error instanceof TrainingFailed) this.#say(`${error.message} A drawing with fewer thin lines may work better.`);
      else this.#say(error);
    }
  }

  #reach(word: Word): void {
    const { cuts } = this.#judgement;
    if (!this.record.reach(word, cuts)) return;
    this.actions.store.spoken.value = `Your ${this.trainedName} ${told(word, cuts)}.`;
  }

  /** The world's creature gets the weights of this moment. */
  #renew(trainer: Trainer): void {
    const { life, store } = this.actions;
    if (this.#specimen === null || !this.isWatched.value || this.lookingBack.value !== null) return;
    const again = growsAgain({
      steps: store.stepCount.value,
      woundedAt: store.wounds.value[store.wounds.value.length - 1] ?? 0,
      livingCells: store.livingCells.value,
      error: store.healing.value,
      trainingError: trainer.shown.loss,
      recognisable: this.record.reached.value.recognisable !== undefined,
      changesSince: this.#changesSince,
    });
    this.#specimen = { ...this.#specimen, organism: trainer.organism() };
    life.renew(this.#specimen, again);
  }

  /** Shows the creature of an earlier iteration, grown again; null: the current one. */
  lookBack(index: number | null): void {
    const organism = index === null ? this.creature() : (this.record.earlier.value[index]?.organism ?? null);
    if (organism === null || this.#specimen === null) return;
    this.lookingBack.value = index;
    this.#specimen = { ...this.#specimen, organism };
    if (this.isWatched.value) this.actions.life.renew(this.#specimen, true);
    else void this.#release(this.#specimen);
  }

  /** Back into the world, where another organism has taken its place. */
  async watch(): Promise<void> {
    this.shows.value = "world";
    if (this.#specimen !== null && !this.isWatched.value) await this.#release(this.#specimen);
  }

  pause(paused: boolean): void {
    if (this.stage.value === "training" && paused) this.stage.value = "paused";
    else if (this.stage.value === "paused" && !paused) this.stage.value = "training";
    if (paused) void this.#save();
  }

  async #save(): Promise<void> {
    if (this.#trainer === null || this.#drawing === null) return;
    const { organism, recipe } = this.#trainer.task;
    const patience = recipe.iterations / this.options.recipe.iterations;
    const [name, drawing, progress] = [organism.name, this.#drawing, this.#trainer.progress()];
    try {
      await saveTraining({ version: 1, name, drawing, patience, progress, past: this.record.past });
    } catch {
      if (this.#stored) this.actions.store.say("This browser does not store data for this page: save your creature as a file.");
      this.#stored = false;
    }
  }

  async #restore(): Promise<void> {
    try {
      const saved = await savedTraining();
      if (saved !== null && this.#trainer === null) this.waiting.value = saved;
      await this.shelf.restore();
    } catch {
      this.#stored = false; // it is said once there is something that is not kept
    }
  }

  /** The creature of this moment. */
  creature(): Organism | null {
    return this.#trainer === null ? null : this.#trainer.organism();
  }

  /** Of the drawing that is trained; one that is cut off completely cannot grow back. */
  get parts(): number {
    return this.#trainer?.parts.length ?? 1;
  }

  get trainedName(): string {
    return this.#trainer?.task.organism.name ?? this.name.value;
  }

  /** What the world shows and can be kept: the creature of this moment, or the one that is looked back at. */
  get #shown(): Organism | null {
    const back = this.lookingBack.value;
    return back === null ? this.creature() : (this.record.earlier.value[back]?.organism ?? this.creature());
  }

  savePage(): void {
    const organism = this.#shown;
    if (organism !== null) this.shelf.savePage(organism);
  }

  async keep(): Promise<void> {
    const organism = this.#shown;
    if (organism === null) return;
    const [done, all] = [Number(organism.provenance["iterations"]), this.record.iterations.value];
    const part = `${done.toLocaleString("en")} of ${all.toLocaleString("en")} iterations`;
    const still = `It is still learning (${part}): keep it again later, when its wounds heal.`;
    const back = `It is as it was after ${part}; the one of now is kept where “Look back” is at “now”.`;
    const more = this.lookingBack.value !== null ? back : done < all ? still : null;
    await this.shelf.keep(organism, more);
  }
}
