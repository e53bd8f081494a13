/** A script as text, bundled by itself (build.mjs). */
declare module "*?source" {
  const source: string;
  export default source;
}
