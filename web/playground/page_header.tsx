/** The header of pages of a kind of their own: which organism, colours, help. */
import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { IconButton } from "./controls";

export interface Headed {
  readonly library: Signal<readonly { readonly name: string }[]>;
  readonly chosen: Signal<number>;
  readonly dark: { readonly value: boolean };
  readonly theme: Signal<"auto" | "light" | "dark">;
  readonly helping: Signal<boolean>;
  choose(index: number): unknown;
}

export function PageHeader({ world }: { world: Headed }) {
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
