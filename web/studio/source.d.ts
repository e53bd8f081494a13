/** A script as text, bundled by itself (build.mjs). */
declare module "*?source" {
  const source: string;
  export default source;
}

/** Whether the script is the one that is served (and not in a file that is sent away): build.mjs. */
declare const SERVED: boolean;
