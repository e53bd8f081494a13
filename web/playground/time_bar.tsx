/** Undo, redo, play, one step and the speed: alike in every page. */
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { IconButton, Slider } from "./controls";
import type { Rate } from "./pace";
import { notchOfRate, rateOfNotch, rateText, SPEED_NOTCHES } from "./pace";

export interface Time {
  readonly playing: Signal<boolean>;
  readonly rate: Signal<Rate>;
  readonly canUndo: Signal<boolean>;
  readonly canRedo: Signal<boolean>;
}

interface TimeBarProps {
  readonly time: Time;
  readonly run: (kind: "undo" | "redo" | "play" | "step") => void;
  /** Further buttons, between redo and play. */
  readonly children?: ComponentChildren;
}

export function TimeBar({ time, run, children }: TimeBarProps) {
  const { playing, rate, canUndo, canRedo } = time;
  return (
    <div class="transport" role="group" aria-label="Time">
      <IconButton icon="undo" label="Undo" shortcut="z" disabled={!canUndo.value} onClick={() => run("undo")} />
      <IconButton icon="redo" label="Redo" shortcut="Shift+z" disabled={!canRedo.value} onClick={() => run("redo")} />
      {children}
      <IconButton
        class="play"
        icon={playing.value ? "pause" : "play"}
        filled={!playing.value}
        label={playing.value ? "Pause" : "Play"}
        shortcut="Space"
        onClick={() => run("play")}
      />
      <IconButton icon="step" label="One step" shortcut="." onClick={() => run("step")} />
      <Slider
        label="Speed"
        value={notchOfRate(rate.value)}
        low={0}
        high={SPEED_NOTCHES}
        step={1}
        shown={rate.value === Infinity ? "max" : `${rate.value}/s`}
        spoken={rateText(rate.value)}
        onInput={(notch) => (rate.value = rateOfNotch(notch))}
      />
    </div>
  );
}
