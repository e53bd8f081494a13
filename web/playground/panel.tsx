/** One section of the inspector. */
import type { ComponentChildren } from "preact";
import { useStore } from "./context";
import type { Section } from "./store";

export const SECTION_NAMES: Readonly<Record<Section, string>> = {
  organism: "Organism",
  wounds: "Wounds",
  senses: "Senses",
  view: "View",
  world: "World",
};

export function Panel({ of, children }: { of: Section; children: ComponentChildren }) {
  const store = useStore();
  const title = `title-${of}-${store.number}`;
  return (
    <section class="panel" data-section={of} data-open={store.section.value === of} aria-labelledby={title}>
      <h2 id={title}>{SECTION_NAMES[of]}</h2>
      {children}
    </section>
  );
}
