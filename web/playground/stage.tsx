/** The world in the middle of the page, and everything that a pointer or a key does on it. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Life } from "./life";
import { StageControl } from "./stage_control";
import { useStore } from "./context";
import { IconButton } from "./controls";

export function Stage({ life, onControl }: { life: Life; onControl: (control: StageControl) => void }) {
  const store = useStore();
  const place = useRef<HTMLDivElement>(null);
  const ground = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const control = useRef<StageControl | null>(null);
  useLayoutEffect(() => {
    const made = new StageControl(store, life, place.current!, ground.current!, overlay.current!);
    control.current = made;
    onControl(made);
    return () => made.dispose();
  }, [life]);
  const { height, width } = store.world.value;
  return (
    <div class="stage" ref={place} data-tool={store.tool.value}>
      <canvas ref={ground} aria-hidden="true" />
      <canvas
        ref={overlay}
        class="touch"
        tabIndex={0}
        role="application"
        aria-label={`World, ${width} by ${height} cells`}
        aria-describedby={`world-keys-${store.number}`}
      />
      <p id={`world-keys-${store.number}`} class="unseen">
        Arrow keys move a cursor over the cells, with Shift by eight. Enter uses the chosen tool; held down, it draws.
      </p>
      {store.hint.value !== null && <p class="hint">{store.hint.value}</p>}
      <div class="zoom" role="group" aria-label="Magnification">
        <IconButton icon="minus" label="Zoom out" shortcut="-" onClick={() => control.current?.zoom(1 / 1.5)} />
        <IconButton icon="fit" label="Fit the world" shortcut="0" onClick={() => control.current?.fit()} />
        <IconButton icon="plus" label="Zoom in" shortcut="+" onClick={() => control.current?.zoom(1.5)} />
      </div>
    </div>
  );
}
