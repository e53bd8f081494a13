/** Small controls that several panels use. */
import type { Signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import type { IconName } from "./icons";
import { Icon } from "./icons";

export interface IconButtonProps {
  readonly icon: IconName;
  /** Accessible name, and with the key its tooltip. */
  readonly label: string;
  readonly shortcut?: string;
  readonly pressed?: boolean;
  /** Whether what it opens is open. */
  readonly expanded?: boolean;
  readonly disabled?: boolean;
  readonly filled?: boolean;
  readonly class?: string;
  /** A word that is shown below the icon. */
  readonly word?: string;
  readonly onClick: () => void;
}

export function IconButton({
  icon,
  label,
  word,
  shortcut,
  pressed,
  expanded,
  disabled = false,
  filled = false,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${word === undefined ? "" : "worded"} ${rest.class ?? ""}`}
      aria-label={label}
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-keyshortcuts={shortcut}
      disabled={disabled}
      onClick={rest.onClick}
    >
      <Icon name={icon} filled={filled} />
      {word !== undefined && <span class="word">{word}</span>}
    </button>
  );
}

interface ChoiceProps<T extends string | number> {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly text: ComponentChildren; readonly name?: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly class?: string;
}

/** One of a few: buttons in a group, the chosen one pressed. */
export function Choice<T extends string | number>({ label, options, value, onChange, ...rest }: ChoiceProps<T>) {
  return (
    <div class={`choice ${rest.class ?? ""}`} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          aria-label={option.name}
          title={option.name}
          onClick={() => onChange(option.value)}
        >
          {option.text}
        </button>
      ))}
    </div>
  );
}

/** Keys of one character are in the way of some who speak to their computer, or touch keys by mistake. */
export function KeysChoice({ keys }: { keys: Signal<boolean> }) {
  return (
    <p>
      <label>
        <input type="checkbox" checked={keys.value} onChange={() => (keys.value = !keys.value)} /> Keys of one character
        work everywhere on the page
      </label>
    </p>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly shown: string;
  readonly spoken?: string;
  readonly onInput: (value: number) => void;
}

export function Slider({ label, value, low, high, step, shown, spoken, onInput }: SliderProps) {
  return (
    <label class="slider">
      <span class="name">{label}</span>
      <output aria-live="off">{shown}</output>
      <input
        type="range"
        aria-label={label}
        aria-valuetext={spoken ?? shown}
        min={low}
        max={high}
        step={step}
        value={value}
        onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
      />
    </label>
  );
}

interface DialProps {
  readonly label: string;
  /** Degrees, counter-clockwise, 0 to below 360. */
  readonly value: number;
  readonly onInput: (degrees: number) => void;
}

const DIAL_KEYS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 15,
  PageDown: -15,
};

/** A pointer that has moved less, in pixels, has clicked. */
const CLICK = 4;

/** Turned by dragging it, by a click near its rim or by the arrow keys; snaps to every 15 degrees nearby. */
export function Dial({ label, value, onInput }: DialProps) {
  const held = useRef<{ from: number; x: number; y: number; turned: boolean } | null>(null);
  const placeIn = (event: JSX.TargetedPointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
    return { x, y, degrees: (Math.atan2(-y, x) * 180) / Math.PI, rim: Math.hypot(x, y) > box.width / 4 };
  };
  const turnTo = (degrees: number): void => {
    const near = Math.round(degrees / 15) * 15;
    onInput(wrapDegrees(Math.abs(degrees - near) < 2.5 ? near : Math.round(degrees)));
  };
  const onKeyDown = (event: JSX.TargetedKeyboardEvent<HTMLDivElement>): void => {
    const change = DIAL_KEYS[event.key];
    if (change === undefined && event.key !== "Home") return;
    event.preventDefault();
    onInput(change === undefined ? 0 : wrapDegrees(value + change * (event.shiftKey ? 15 : 1)));
  };
  return (
    <div
      class="dial"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={359}
      aria-valuenow={value}
      aria-valuetext={turnWords(value)}
      title={`${label}: ${turnWords(value)}. Drag or click to turn, double-click for 0.`}
      onKeyDown={onKeyDown}
      onDblClick={() => onInput(0)}
      onPointerDown={(event) => {
        event.preventDefault(); // or the browser selects text
        event.currentTarget.focus({ preventScroll: true });
        event.currentTarget.setPointerCapture(event.pointerId);
        const { x, y, degrees } = placeIn(event);
        held.current = { from: degrees - value, x, y, turned: false };
      }}
      onPointerMove={(event) => {
        const now = held.current;
        if (now === null) return;
        const { x, y, degrees } = placeIn(event);
        now.turned ||= Math.hypot(x - now.x, y - now.y) > CLICK;
        if (now.turned) turnTo(degrees - now.from);
      }}
      onPointerUp={(event) => {
        const { degrees, rim } = placeIn(event);
        if (rim && held.current?.turned === false) turnTo(degrees - 90); // 0 is at the top
        held.current = null;
      }}
      onPointerCancel={() => (held.current = null)}
    >
      <svg viewBox="-50 -50 100 100" aria-hidden="true">
        <circle class="rim" r="44" />
        {Array.from({ length: 24 }, (_, index) => (
          <path
            key={index}
            class={index % 6 === 0 ? "tick strong" : "tick"}
            d="M0-44v5"
            transform={`rotate(${15 * index})`}
          />
        ))}
        <g transform={`rotate(${-value})`}>
          <path class="needle" d="M0-22V-36" />
          <circle class="knob" cy="-36" r="5" />
        </g>
        <text y="5" text-anchor="middle">
          {value > 180 ? 360 - value : value}°
        </text>
        {value !== 0 && value !== 180 && (
          <text class="way" y="24" text-anchor="middle">
            {value < 180 ? "↺" : "↻"}
          </text>
        )}
      </svg>
    </div>
  );
}

/** A turn in words, by the shorter way. */
export function turnWords(value: number): string {
  if (value === 0 || value === 180) return `${value} degrees`;
  return value < 180 ? `${value} degrees counter-clockwise` : `${360 - value} degrees clockwise`;
}

export function wrapDegrees(degrees: number): number {
  return ((Math.round(degrees) % 360) + 360) % 360;
}
