/** Persistent data: the current training, and the shelf of kept creatures (IndexedDB). */
import type { Pixels } from "../training/pictures";
import type { Progress } from "../training/trainer";
import type { Past } from "./record";

/** A training's state, sufficient to continue. */
export interface SavedTraining {
  readonly version: 1;
  readonly name: string;
  readonly drawing: Pixels;
  /** How many times as long as the recipe it takes. */
  readonly patience: number;
  readonly progress: Progress;
  /** Missing in those that were saved by earlier pages. */
  readonly past?: Past;
}

/** A creature that was kept. */
export interface Kept {
  readonly name: string;
  readonly file: Uint8Array<ArrayBuffer>;
}

const DATABASE = "blastema-studio";
const TRAINING = "training";
const SHELF = "shelf";

function finished<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's storage failed"));
  });
}

async function store(name: string, mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(TRAINING);
    opening.result.createObjectStore(SHELF, { autoIncrement: true });
  };
  const database = await finished(opening);
  const transaction = database.transaction(name, mode);
  transaction.oncomplete = transaction.onabort = () => database.close();
  return transaction.objectStore(name);
}

/** All of these reject where the browser keeps nothing. */
export async function saveTraining(training: SavedTraining | null): Promise<void> {
  const kept = await store(TRAINING, "readwrite");
  if (training === null) await finished(kept.clear());
  else await finished(kept.put(training, "latest"));
}

export async function savedTraining(): Promise<SavedTraining | null> {
  const found: unknown = await finished((await store(TRAINING, "readonly")).get("latest"));
  const training = found as SavedTraining | undefined;
  return training?.version === 1 ? training : null;
}

export async function keep(creature: Kept): Promise<void> {
  await finished((await store(SHELF, "readwrite")).add(creature));
}

export async function shelf(): Promise<readonly Kept[]> {
  return (await finished((await store(SHELF, "readonly")).getAll())) as Kept[];
}
