/** The tools beside the world, and the transport below it. */
import type { Actions } from "./actions";
import { Choice, IconButton } from "./controls";
import type { IconName } from "./icons";
import { fullName } from "./library";
import { Portrait } from "./panels";
import { TimeBar } from "./time_bar";
import type { Tool } from "./settings";
import { BRUSH_SIZES, draws, TOOLS } from "./settings";
import { useStore } from "./context";

export const TOOL_NAMES: Readonly<Record<Tool, string>> = {
  erase: "Erase",
  seed: "Plant seeds",
  colour: "Paint colour",
  species: "Species brush",
  inspect: "Inspect a cell",
  pan: "Move the view",
};

const TOOL_WORDS: Readonly<Record<Tool, string>> = {
  erase: "Erase",
  seed: "Seeds",
  colour: "Paint",
  species: "Species",
  inspect: "Inspect",
  pan: "Move",
};

export function Tools({ actions }: { actions: Actions }) {
  const store = useStore();
  const { tool, brush } = store;
  return (
    <div class="tools" role="group" aria-label="Tools">
      {TOOLS.map((one, index) => (
        <IconButton
          key={one}
          icon={one satisfies IconName}
          label={TOOL_NAMES[one]}
          word={TOOL_WORDS[one]}
          shortcut={String(index + 1)}
          pressed={tool.value === one}
          onClick={() => actions.run({ kind: "tool", tool: one })}
        />
      ))}
      {draws(tool.value) && (
        <div class="brush" role="group" aria-label="Brush">
          {tool.value === "colour" && (
            <input
              type="color"
              aria-label="Paint colour to use"
              value={store.colour.value}
              onInput={(event) => (store.colour.value = event.currentTarget.value)}
            />
          )}
          {(tool.value === "seed" || tool.value === "species") && store.living.value.length > 1 && (
            <Choice
              label="Species of the brush"
              class="kinds"
              value={store.species.value}
              options={store.living.value.map((specimen, value) => ({
                value,
                name: `Brush of ${fullName(specimen, store.library.value)}`,
                text: <Portrait specimen={specimen} />,
              }))}
              onChange={(value) => (store.species.value = value)}
            />
          )}
          <IconButton
            icon="minus"
            label="Smaller brush"
            shortcut="["
            disabled={brush.value <= BRUSH_SIZES[0]}
            onClick={() => actions.brushStep(-1)}
          />
          <output aria-live="off" aria-label="Brush size in cells">{brush.value}</output>
          <IconButton
            icon="plus"
            label="Larger brush"
            shortcut="]"
            disabled={brush.value >= BRUSH_SIZES[BRUSH_SIZES.length - 1]!}
            onClick={() => actions.brushStep(1)}
          />
        </div>
      )}
    </div>
  );
}

export function Transport({ actions }: { actions: Actions }) {
  return (
    <TimeBar time={useStore()} run={(kind) => actions.run({ kind })}>
      <IconButton icon="reset" label="Reset to the seed" shortcut="r" onClick={() => actions.run({ kind: "reset" })} />
    </TimeBar>
  );
}
