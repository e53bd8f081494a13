/** Line icons on a 20 x 20 grid, drawn for this page. */

const PATHS = {
  erase: "M4 12.5 11 5.5a1.5 1.5 0 0 1 2.1 0l2.4 2.4a1.5 1.5 0 0 1 0 2.1L9.5 16H7zM8 8.5l4.5 4.5M6 16h10",
  seed: "M10 17V9M10 11c-4 0-5.5-2.5-5.5-5.5C8.5 5.5 10 7.5 10 11zM10 9c0-3.5 2-5.5 5.5-5.5C15.5 7 13.5 9 10 9z",
  colour: "M10 3c3 3.6 4.7 6 4.7 8.5a4.7 4.7 0 0 1-9.4 0C5.3 9 7 6.6 10 3zM8 12.5a2.2 2.2 0 0 0 2 2",
  species: "M6.5 3c0 5 7 5 7 9.5 0 2-1 3.5-2.5 4.5M13.5 3c0 5-7 5-7 9.5 0 2 1 3.5 2.5 4.5M7.5 5h5M7.5 14h5M8.5 9.5h3",
  inspect: "M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM13 13l4 4M9 7v4M7 9h4",
  pan: "M10 3v14M3 10h14M8 5l2-2 2 2M8 15l2 2 2-2M5 8l-2 2 2 2M15 8l2 2-2 2",
  play: "M7 4.5v11l9-5.5z",
  pause: "M7 5v10M13 5v10",
  step: "M5 5v10l7-5zM15 5v10",
  reset: "M5 6.5A6.2 6.2 0 1 1 4 11M5 3v4h4",
  undo: "M7 5 3.5 8.5 7 12M4 8.5h7.5a4 4 0 0 1 0 8H9",
  redo: "M13 5l3.5 3.5L13 12M16 8.5H8.5a4 4 0 0 0 0 8H11",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  fit: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
  link:
    "M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-1 1" +
    "M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1-1",
  camera: "M3.5 6.5h3L8 4.5h4l1.5 2h3v9h-13zM10 8.2a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2z",
  sun:
    "M10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM10 2.5v2M10 15.5v2M2.5 10h2" +
    "M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M4.7 15.3l1.4-1.4M13.9 6.1l1.4-1.4",
  moon: "M15.5 12A6.5 6.5 0 0 1 8 4.5a6.5 6.5 0 1 0 7.5 7.5z",
  help: "M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.8.5-1.1 1-1.1 1.9M10 14.5v.2",
  tour: "M5 17V3.5M5 4h10l-2.5 3.5L15 11H5",
  panel: "M4 6h12M4 10h12M4 14h12M8 4.5v3M13 8.5v3M6.5 12.5v3",
  close: "M5 5l10 10M15 5 5 15",
  open: "M3.5 15.5v-11h4.5l1.5 2h7v9zM10 13.5v-4.5M8 11l2-2 2 2",
  stop: "M6 6h8v8H6z",
  noise: "M4 5h.01M9 4h.01M14 5h.01M6 9h.01M11 9h.01M16 9h.01M4 14h.01M9 14h.01M14 14h.01",
  forget: "M4 4h5v5H4zM11.5 4.5h5v5h-5zM11.5 11.5h5v5h-5zM4 12h.01M8.5 12h.01M4 16.5h.01M8.5 16.5h.01",
  exchange: "M4 7h12M13 4l3 3-3 3M16 13H4M7 10l-3 3 3 3",
  scatter: "M4 4h3v3H4zM13 5h2v2h-2zM9 9h3v3H9zM4 13h2v2H4zM14 13h3v3h-3z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, filled = false }: { name: IconName; filled?: boolean }) {
  return (
    <svg
      class={`icon${filled ? " filled" : name === "noise" ? " dots" : ""}`}
      viewBox="0 0 20 20"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** A small square with the part that a cut removes dashed. */
export function CutIcon({ part }: { part: "bottom" | "top" | "right" | "left" | "centre" }) {
  const kept = {
    bottom: "M4 10V4h12v6z",
    top: "M4 10v6h12v-6z",
    right: "M10 4H4v12h6z",
    left: "M10 4h6v12h-6z",
    centre: "M4 4h12v12H4zM8 8v4h4V8z",
  }[part];
  return (
    <svg class="icon cut" viewBox="0 0 20 20" aria-hidden="true">
      <path class="whole" d="M4 4h12v12H4z" />
      <path class="kept" fill-rule="evenodd" d={kept} />
    </svg>
  );
}
