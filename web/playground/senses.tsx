/** What the organisms sense: their turn, fire rate, noise, the world's edge, and their signals. */
import type { Organism } from "../engine/types";
import { useStore } from "./context";
import { Choice, Dial, Slider } from "./controls";
import { Panel } from "./panel";
import { MOST_NOISE } from "./settings";

export function SensesPanel() {
  const store = useStore();
  const { turn, fireRate, noise, boundary, firesPerChannel } = store;
  return (
    <Panel of="senses">
      <div class="senses">
        <Dial label="Rotation of the perceptive field" value={turn.value} onInput={(value) => (turn.value = value)} />
        <div>
          <Slider
            label="Fire rate"
            value={fireRate.value}
            low={0}
            high={1}
            step={0.01}
            shown={`${Math.round(100 * fireRate.value)} %`}
            onInput={(value) => (fireRate.value = value)}
          />
          {!firesPerChannel.value && (
            <Slider
              label="Noise"
              value={noise.value}
              low={0}
              high={MOST_NOISE}
              step={0.002}
              shown={noise.value === 0 ? "none" : noise.value.toFixed(3)}
              onInput={(value) => (noise.value = value)}
            />
          )}
          <Choice
            label="Boundary"
            value={boundary.value}
            options={[
              { value: "zero", text: "Walled", name: "Walled: cells beyond the edge are empty" },
              { value: "torus", text: "Wrapped", name: "Wrapped: opposite edges meet" },
            ]}
            onChange={(value) => (boundary.value = value)}
          />
        </div>
      </div>
      <SignalControl />
    </Panel>
  );
}

/** The picture that a number of a signal alone stands for, if there is one. */
function nameOf({ pictures }: Organism, index: number): string | null {
  const alone = pictures.find(({ signal }) => signal.every((value, place) => value === Number(place === index)));
  return alone?.target.name ?? null;
}

/** Up to so many numbers of a signal have sliders; more are written as a text. */
const MOST_SLIDERS = 12;

/** The signal of the organism in use; nothing for one without a signal. */
function SignalControl() {
  const store = useStore();
  const { signals, species } = store;
  const told = signals.value[species.value] ?? [];
  const tell = (values: readonly number[]): void => {
    signals.value = signals.value.map((one, index) => (index === species.value ? values : one));
  };
  const organism = store.current.value?.organism;
  if (organism === undefined || told.length === 0) return null;
  if (told.length <= MOST_SLIDERS) {
    return (
      <div class="signal" role="group" aria-label="Signal">
        {told.map((value, index) => (
          <Slider
            key={index}
            label={nameOf(organism, index) ?? `Signal ${index}`}
            value={value}
            low={-1}
            high={1}
            step={0.01}
            shown={value.toFixed(2)}
            onInput={(next) => tell(told.map((one, i) => (i === index ? next : one)))}
          />
        ))}
      </div>
    );
  }
  const read = (text: string): void => {
    const values = text.trim().split(/[\s,]+/).map(Number);
    if (values.length === told.length && values.every(Number.isFinite)) tell(values);
    else store.say(`The signal consists of ${told.length} numbers separated by spaces.`, "error");
  };
  return (
    <label class="field signal">
      <span class="name">Signal, {told.length} numbers</span>
      <input
        type="text"
        aria-label="Signal"
        value={told.join(" ")}
        onChange={(event) => read(event.currentTarget.value)}
      />
    </label>
  );
}
