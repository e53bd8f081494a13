/** The inspector: organisms, wounds, senses, views, world. On phones one of them at a time, in a sheet. */
import { useRef, useState } from "preact/hooks";
import { CUTS } from "../engine/geometry";
import type { Cut } from "../engine/geometry";
import { FACTORIES } from "../engine/select";
import type { Actions } from "./actions";
import { HealingChart, TraceChart } from "./charts";
import { Becoming } from "./becoming";
import { Choice, IconButton } from "./controls";
import { CutIcon, Icon } from "./icons";
import type { Specimen } from "./library";
import { fullName, kindName, mismatch, REGIMES, regimeHint } from "./library";
import { LevelsFigure } from "./levels_figure";
import type { Life } from "./life";
import { lookKey, looks } from "./looks";
import type { NamedLook } from "./looks";
import type { EngineWish } from "./settings";
import { Panel } from "./panel";
import { SensesPanel } from "./senses";
import { MOST_SPECIES, WORLD_SIDES } from "./settings";
import { useStore } from "./context";
import type { Wound } from "./wounding";
import { PARENT_WOUNDS, WOUND_NAMES, WOUNDS } from "./wounding";

export function Panels({ actions }: { actions: Actions }) {
  return (
    <>
      <OrganismPanel actions={actions} />
      <WoundPanel actions={actions} />
      <SensesPanel />
      <ViewPanel life={actions.life} />
      <WorldPanel actions={actions} />
    </>
  );
}

export function Portrait({ specimen }: { specimen: Specimen }) {
  if (specimen.picture !== null) return <img src={specimen.picture} alt="" width={40} height={40} draggable={false} />;
  return <span class="portrait">{specimen.emoji ?? specimen.name.slice(0, 2)}</span>;
}


/** From this number of organisms on they are shown by regime. */
const MANY = 12;

function OrganismPanel({ actions }: { actions: Actions }) {
  const store = useStore();
  const [purpose, setPurpose] = useState<Purpose>("show");
  const toggle = (wish: Purpose): void => setPurpose(purpose === wish ? "show" : wish);
  const chosen = store.current.value;
  const full = store.living.value.length >= MOST_SPECIES;
  return (
    <Panel of="organism">
      <Picker purpose={purpose} actions={actions} onChosen={() => setPurpose("show")} />
      {chosen !== null && <p class="regime">{PURPOSES[purpose].hint ?? regimeHint(chosen)}</p>}
      <div class="row">
        <button
          type="button"
          class="text-button"
          aria-pressed={purpose === "add"}
          disabled={chosen === null || full}
          onClick={() => toggle("add")}
        >
          <Icon name="plus" />
          Add to this world
        </button>
        <button
          type="button"
          class="text-button"
          aria-pressed={purpose === "infect"}
          disabled={chosen === null}
          onClick={() => toggle("infect")}
        >
          <Icon name="colour" />
          Take over a picture
        </button>
        <FileButton actions={actions} />
      </div>
      <Becoming actions={actions} />
      {store.living.value.length > 1 && <SpeciesChoice />}
    </Panel>
  );
}

/** What is done with the next organism that is chosen. */
const PURPOSES = {
  show: { label: "Organism to show", hint: null },
  add: { label: "Organism to add", hint: "Choose an organism to add to this world." },
  infect: { label: "Organism whose picture to take over", hint: "Choose the organism whose picture the rule of this world takes over." },
} as const;
type Purpose = keyof typeof PURPOSES;

interface PickerProps {
  readonly purpose: Purpose;
  readonly actions: Actions;
  readonly onChosen: () => void;
}

function Picker({ purpose, actions, onChosen }: PickerProps) {
  const store = useStore();
  const [shown, setShown] = useState<string | null>(null);
  const all = store.library.value;
  const chosen = store.current.value;
  const filter = all.length > MANY ? (shown ?? chosen?.regime ?? "all") : "all";
  const listed = filter === "all" ? all : all.filter(({ regime }) => regime === filter);
  // Touch screens have no tooltips, and organisms of several regimes may have the same picture.
  const labelled = filter === "all" && all.length > 1;
  const obstacle = ({ organism }: Specimen): string | null => {
    if (purpose === "infect" && !organism.target?.png) return "Its file has no picture.";
    return purpose === "add" && chosen !== null ? mismatch(chosen.organism, organism) : null;
  };
  const choose = (specimen: Specimen): void => {
    if (purpose === "add") actions.add(specimen);
    else if (purpose === "infect") actions.infect(specimen);
    else actions.choose(specimen);
    onChosen();
  };
  return (
    <>
      {all.length > MANY && (
        <Choice
          label="Regime"
          class="words"
          value={filter}
          options={[...REGIMES, "all"].map((value) => ({ value, text: value }))}
          onChange={(value) => {
            setShown(value);
            // The same picture of the other regime, for comparison.
            const other = all.find((one) => one.regime === value && one.name === chosen?.name);
            if (purpose === "show" && other !== undefined && other !== chosen) actions.choose(other);
          }}
        />
      )}
      <div class={labelled ? "picker labelled" : "picker"} role="group" aria-label={PURPOSES[purpose].label}>
        {listed.map((specimen) => (
          <button
            key={specimen.id}
            type="button"
            aria-label={fullName(specimen, store.library.value)}
            title={obstacle(specimen) ?? fullName(specimen, store.library.value)}
            aria-pressed={store.living.value.includes(specimen)}
            disabled={obstacle(specimen) !== null}
            onClick={() => choose(specimen)}
          >
            <Portrait specimen={specimen} />
            {labelled && <span class="kind">{kindName(specimen, all)}</span>}
          </button>
        ))}
      </div>
    </>
  );
}

function FileButton({ actions }: { actions: Actions }) {
  const file = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="text-button" onClick={() => file.current?.click()}>
        <Icon name="open" />
        Open a file
      </button>
      <input
        ref={file}
        type="file"
        class="unseen"
        tabIndex={-1}
        aria-label="Organism file"
        accept=".safetensors,.json,.zip"
        onChange={(event) => {
          const picked = event.currentTarget.files?.[0];
          if (picked !== undefined) actions.open(picked);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

/** The organism that the seed and species tools, the wounds and the healing error refer to. */
function SpeciesChoice() {
  const store = useStore();
  return (
    <div class="species">
      <span class="name">In this world</span>
      <Choice
        label="Species in use"
        value={store.species.value}
        options={store.living.value.map((specimen, value) => ({
          value,
          name: `Use ${fullName(specimen, store.library.value)}`,
          text: (
            <>
              <Portrait specimen={specimen} />
              <span class="kind">{kindName(specimen, store.library.value)}</span>
            </>
          ),
        }))}
        onChange={(value) => {
          store.species.value = value;
          store.healingSeries.clear();
        }}
      />
    </div>
  );
}

function isCut(kind: Wound): kind is Cut {
  return (CUTS as readonly string[]).includes(kind);
}

/** Of wounds whose word is not their kind. */
const WORDS: Partial<Record<Wound, string>> = { forget: "Remove left parents", exchange: "Exchange parents" };

function WoundButton({ kind, actions }: { kind: Wound; actions: Actions }) {
  return (
    <button
      type="button"
      class="icon-button worded"
      aria-label={WOUND_NAMES[kind]}
      title={WOUND_NAMES[kind]}
      onClick={() => actions.wound(kind)}
    >
      {isCut(kind) ? <CutIcon part={kind} /> : <Icon name={kind} />}
      <span class="word">{WORDS[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1)}</span>
    </button>
  );
}

function WoundPanel({ actions }: { actions: Actions }) {
  const levels = (useStore().current.value?.organism.parents ?? null) !== null;
  return (
    <Panel of="wounds">
      <div class="wounds" role="group" aria-label="One-click wounds">
        {WOUNDS.map((kind) => (
          <WoundButton key={kind} kind={kind} actions={actions} />
        ))}
      </div>
      {levels && (
        <div class="wounds parents" role="group" aria-label="Changes of the parents">
          {PARENT_WOUNDS.map((kind) => (
            <WoundButton key={kind} kind={kind} actions={actions} />
          ))}
        </div>
      )}
      <HealingChart />
    </Panel>
  );
}

/** Views that not all organisms have, by what they are of. */
const FURTHER_VIEWS = {
  hidden: { title: "Hidden channels", label: "Hidden channel" },
  parents: { title: "Parents", label: "View of the parents" },
} as const;

function ViewPanel({ life }: { life: Life }) {
  const store = useStore();
  const all = looks(store.current.value?.organism ?? { channels: 16, parents: null });
  const options = (kind: NamedLook["of"]) =>
    all.filter(({ of }) => of === kind).map(({ look, name, text }) => ({ value: lookKey(look), name, text }));
  const change = (key: string): void => {
    store.look.value = all.find(({ look }) => lookKey(look) === key)!.look;
  };
  const value = lookKey(store.look.value);
  return (
    <Panel of="view">
      <Choice label="View" value={value} options={options("cells")} onChange={change} />
      {(["hidden", "parents"] as const)
        .filter((kind) => options(kind).length > 0)
        .map((kind) => (
          <div class="hidden-channels" key={kind}>
            <span class="name">{FURTHER_VIEWS[kind].title}</span>
            <Choice
              label={FURTHER_VIEWS[kind].label}
              class="numbers"
              value={value}
              options={options(kind)}
              onChange={change}
            />
          </div>
        ))}
      <LevelsFigure life={life} />
      {store.traced.value === null ? (
        <button
          type="button"
          class="text-button"
          aria-pressed={store.tool.value === "inspect"}
          onClick={() => (store.tool.value = "inspect")}
        >
          <Icon name="inspect" />
          Click a cell to trace its channels
        </button>
      ) : (
        <TraceChart />
      )}
    </Panel>
  );
}

const ENGINE_NAMES: Readonly<Record<EngineWish, string>> = {
  auto: "fastest",
  webgl2: "WebGL2",
  "webgl2-half": "WebGL2, half precision",
  wasm: "WebAssembly",
  plain: "TypeScript",
};

function WorldPanel({ actions }: { actions: Actions }) {
  const store = useStore();
  const { height, width } = store.world.value;
  const block = store.current.value?.organism.parents?.factor ?? 1;
  const options = WORLD_SIDES.filter((side) => side % block === 0).map((side) => ({
    value: side as number,
    text: String(side),
    name: `${side} by ${side} cells`,
  }));
  return (
    <Panel of="world">
      <Choice
        label="World size"
        value={height === width ? width : -1}
        options={options}
        onChange={(side) => actions.resize(side)}
      />
      <label class="field">
        <span class="name">Random seed</span>
        <input
          type="number"
          aria-label="Random seed"
          min={0}
          max={4294967295}
          step={1}
          value={store.seed.value}
          onChange={(event) => {
            actions.seed(event.currentTarget.value);
            event.currentTarget.value = String(store.seed.value);
          }}
        />
        <IconButton icon="reset" label="New random seed" onClick={() => actions.newSeed()} />
      </label>
      <EngineChooser actions={actions} />
    </Panel>
  );
}

/** A speed in steps per second, with two significant digits. */
export function stepsPerSecond(millisecondsPerStep: number): string {
  const rate = Number((1000 / Math.max(millisecondsPerStep, 1e-3)).toPrecision(2));
  return `${rate.toLocaleString("en")} steps/s`;
}

function EngineChooser({ actions }: { actions: Actions }) {
  const store = useStore();
  const report = store.engineReport.value;
  const found = new Map(report?.results.map((result) => [result.kind, result]));
  const text = (kind: (typeof FACTORIES)[number]["kind"]): string => {
    const result = found.get(kind);
    const time = result?.millisecondsPerStep ?? null;
    const outcome =
      result === undefined || result.outcome === "chosen" || result.outcome === "slower" ? "" : result.outcome;
    const shown = time === null ? outcome : stepsPerSecond(time);
    return [ENGINE_NAMES[kind], shown].filter(Boolean).join(" · ");
  };
  const reasons = report?.results.filter(({ reason, outcome }) => reason !== null && outcome !== "not tried") ?? [];
  return (
    <div class="engines">
      <label class="field">
        <span class="name">Engine</span>
        <select
          aria-label="Engine"
          value={store.engineWish.value}
          onChange={(event) => actions.engine(event.currentTarget.value as EngineWish)}
        >
          <option value="auto">
            Fastest{store.engineKind.value === null ? "" : `: ${ENGINE_NAMES[store.engineKind.value]}`}
          </option>
          {FACTORIES.map(({ kind }) => (
            <option key={kind} value={kind} disabled={found.get(kind)?.outcome === "cannot"}>
              {text(kind)}
            </option>
          ))}
        </select>
      </label>
      {reasons.map(({ kind, reason }) => (
        <p key={kind} class="quiet">
          {ENGINE_NAMES[kind]}: {reason}
        </p>
      ))}
    </div>
  );
}
