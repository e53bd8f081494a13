/** The header: which organism, colours, help. */
import type { JSX } from "preact";
import { IconButton } from "../playground/controls";
import type { AnyWorld } from "./world";

export function PageHeader({ world }: { world: AnyWorld }) {
  const { library, chosen, dark, theme } = world;
  const choose = (event: JSX.TargetedEvent<HTMLSelectElement>): void => void world.choose(event.currentTarget.selectedIndex);
  return (
    <header>
      <h1>
        Blastema<i aria-hidden="true">regrows</i>
      </h1>
      <div class="actions" role="group" aria-label="Page">
        {library.value.length > 1 && (
          <div class="field">
            <select aria-label="Organism to show" value={String(chosen.value)} onChange={choose}>
              {library.value.map(({ name }, index) => (
                <option key={index} value={String(index)}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        )}
        <IconButton
          icon={dark.value ? "sun" : "moon"}
          label={dark.value ? "Light colours" : "Dark colours"}
          onClick={() => (theme.value = dark.value ? "light" : "dark")}
        />
        <IconButton icon="help" label="Help" shortcut="?" onClick={() => (world.helping.value = true)} />
      </div>
    </header>
  );
}
