/** The healing error and a traced cell's channels over the steps, each on a small canvas. */
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { errorAxis } from "./axis";
import { placeWords } from "./form";
import { shortName } from "./looks";
import type { Palette } from "./palette";
import type { Series } from "./series";
import { useStore } from "./context";
import type { Store } from "./store";

/** Steps that a curve shows at least, and at most. */
const LEAST_STEPS = 300;
const MOST_STEPS = 3000;
/** Below it a wound counts as healed (docs/evaluation.md). */
const HEALED = -3;

interface Steps {
  readonly first: number;
  readonly last: number;
}

interface Window extends Steps {
  readonly low: number;
  readonly high: number;
}

type Painter = (store: Store, context: CanvasRenderingContext2D, width: number, height: number) => void;

/** A canvas as wide as its place, redrawn when one of the signals that `paint` reads changes. */
function ChartCanvas({ label, height, paint }: { label: string; height: number; paint: Painter }) {
  const store = useStore();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const target = canvas.current!;
    const draw = (): void => {
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      const width = target.clientWidth;
      const context = target.getContext("2d");
      if (context === null || width === 0) return;
      target.width = Math.round(width * ratio);
      target.height = Math.round(height * ratio);
      context.scale(ratio, ratio);
      paint(store, context, width, height);
    };
    const sizes = new ResizeObserver(draw);
    sizes.observe(target);
    const stop = effect(draw);
    return () => {
      stop();
      sizes.disconnect();
    };
  }, []);
  return <canvas ref={canvas} class="chart" role="img" aria-label={label} style={{ height: `${height}px` }} />;
}

/** From a little before the last wound, if it is not long ago, to now. */
function stepsOf(store: Store, series: Series): Steps {
  const now = series.length > 0 ? series.stepAt(series.length - 1) : 0;
  const wound = store.wounds.value[store.wounds.value.length - 1];
  const start = wound !== undefined && now - wound < MOST_STEPS ? wound - LEAST_STEPS / 6 : now - LEAST_STEPS;
  const first = Math.max(start, now - MOST_STEPS, series.length > 0 ? series.stepAt(0) : 0);
  return { first, last: Math.max(now, first + LEAST_STEPS) };
}

function curve(
  context: CanvasRenderingContext2D,
  series: Series,
  which: number,
  x: (step: number) => number,
  y: (value: number) => number,
  first: number,
): void {
  context.beginPath();
  for (let index = 0; index < series.length; index++) {
    if (series.stepAt(index) >= first) context.lineTo(x(series.stepAt(index)), y(series.valueAt(index, which)));
  }
  context.stroke();
}

/** As wide as the sign and three digits of a traced channel. */
const LEFT = 34;
const RIGHT = 6;
const TOP = 8;
const BOTTOM = 16;

function axes(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  window: Window,
  colours: Palette,
  ticks: readonly number[],
): { x: (step: number) => number; y: (value: number) => number } {
  const x = (step: number): number =>
    LEFT + ((step - window.first) / (window.last - window.first)) * (width - LEFT - RIGHT);
  const y = (value: number): number => {
    const share = (window.high - value) / (window.high - window.low);
    return TOP + Math.min(Math.max(share, 0), 1) * (height - TOP - BOTTOM);
  };
  context.font = "10px system-ui, sans-serif";
  context.fillStyle = colours.quiet;
  context.strokeStyle = colours.hairline;
  context.lineWidth = 1;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of ticks) {
    context.beginPath();
    context.moveTo(LEFT, Math.round(y(tick)) + 0.5);
    context.lineTo(width - RIGHT, Math.round(y(tick)) + 0.5);
    context.stroke();
    context.fillText(tick < 0 ? `−${-tick}` : String(tick), LEFT - 5, y(tick));
  }
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.fillText(String(Math.round(window.first)), LEFT, height - 3);
  context.textAlign = "right";
  context.fillText(`step ${Math.round(window.last)}`, width - RIGHT, height - 3);
  return { x, y };
}

function paintHealing(store: Store, context: CanvasRenderingContext2D, width: number, height: number): void {
  void store.samples.value;
  const colours = store.palette.value;
  const series = store.healingSeries;
  const steps = stepsOf(store, series);
  const { ticks, ...range } = errorAxis(series, steps.first);
  const window = { ...steps, ...range };
  const { x, y } = axes(context, width, height, window, colours, ticks);
  context.setLineDash([3, 3]);
  context.strokeStyle = colours.quiet;
  context.beginPath();
  context.moveTo(LEFT, Math.round(y(HEALED)) + 0.5);
  context.lineTo(width - RIGHT, Math.round(y(HEALED)) + 0.5);
  context.stroke();
  context.setLineDash([]);
  context.strokeStyle = colours.accent;
  for (const step of store.wounds.value) {
    if (step < window.first) continue;
    context.beginPath();
    context.moveTo(x(step), TOP);
    context.lineTo(x(step), height - BOTTOM);
    context.stroke();
  }
  context.strokeStyle = colours.ink;
  context.lineWidth = 1.5;
  context.lineJoin = "round";
  curve(context, series, 0, x, y, window.first);
}

function decimal(value: number): string {
  return value.toFixed(2).replace("-", "−");
}

export function HealingChart() {
  const store = useStore();
  const value = store.healing.value;
  const against = store.healingAgainst.value;
  const form = store.form.value;
  return (
    <figure class="healing">
      <figcaption>
        <span>
          Healing error <i>E</i>, log<sub>10</sub>
        </span>
        <output aria-live="off" aria-label="Healing error">{value === null ? "–" : decimal(value)}</output>
      </figcaption>
      <ChartCanvas label="Healing error over the steps" height={118} paint={paintHealing} />
      <p class="quiet">
        {form !== null && (
          <>
            At the best shift and rotation ({placeWords(form)}):{" "}
            <output aria-live="off" aria-label="Error at the best shift and rotation">{decimal(form.error)}</output>.{" "}
          </>
        )}
        {against === "target" && "Compared with its target; below the dashed line it counts as healed."}
        {against === "before" && "Its file has no picture: compared with its state before the wound."}
        {against === "moving" && "Its picture moves, so there is no single target. blastema evaluate measures it."}
        {against === "texture" && "A texture fills holes with new patches of the same kind; blastema evaluate measures their similarity."}
        {against === null && "There is nothing to compare with yet; healing is measured from the first wound on."}
      </p>
    </figure>
  );
}

/** Red, green, blue and alpha in their own colours, hidden channels around the colour circle. */
export function channelColour(channel: number, count: number, colours: Palette): string {
  if (channel < 3) return ["#d8402c", "#3a9a4b", "#3b76d6"][channel]!;
  if (channel === 3) return colours.ink;
  return `hsl(${Math.round((360 * (channel - 4)) / Math.max(count - 4, 1))} 45% 55%)`;
}

function paintTrace(store: Store, context: CanvasRenderingContext2D, width: number, height: number): void {
  void store.samples.value;
  const colours = store.palette.value;
  const series = store.traceSeries.value;
  let most = 1;
  for (let index = 0; index < series.length; index++) {
    for (let which = 0; which < series.width; which++) {
      const value = Math.abs(series.valueAt(index, which));
      if (value > most && value < 1e6) most = value;
    }
  }
  const window = { ...stepsOf(store, series), low: -most, high: most };
  const tick = most >= 10 ? Math.round(most) : Math.round(10 * most) / 10;
  const { x, y } = axes(context, width, height, window, colours, [tick, 0, -tick]);
  context.lineWidth = 1.2;
  for (let channel = series.width - 1; channel >= 0; channel--) {
    context.strokeStyle = channelColour(channel, series.width, colours);
    curve(context, series, channel, x, y, window.first);
  }
}

export function TraceChart() {
  const store = useStore();
  const cell = store.traced.value;
  const figure = useRef<HTMLElement>(null);
  useEffect(() => figure.current?.scrollIntoView({ block: "nearest" }), [cell]);
  if (cell === null) return null;
  void store.samples.value;
  const series = store.traceSeries.value;
  const last = series.length - 1;
  return (
    <figure class="trace" ref={figure}>
      <figcaption>
        Cell in row {cell.row}, column {cell.column}
        <button type="button" class="text-button" onClick={() => (store.traced.value = null)}>
          End trace
        </button>
      </figcaption>
      <ChartCanvas label="Channels of the traced cell over the steps" height={150} paint={paintTrace} />
      <dl class="channel-values" aria-label="Channels of the traced cell">
        {Array.from({ length: series.width }, (_, channel) => (
          <div key={channel}>
            <dt style={{ color: channelColour(channel, series.width, store.palette.value) }}>{shortName(channel)}</dt>
            <dd>{last < 0 ? "–" : series.valueAt(last, channel).toFixed(2)}</dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}
