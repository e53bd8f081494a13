/** One section of the inspector. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
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
  const panel = useRef<HTMLElement>(null);
  const isOpen = store.section.value === of;
  useEffect(() => {
    // Where all sections stand below one another, what is opened may lie below the edge.
    if (isOpen) panel.current!.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  return (
    <section ref={panel} class="panel" data-section={of} data-open={isOpen} aria-labelledby={title}>
      <h2 id={title}>{SECTION_NAMES[of]}</h2>
      {children}
    </section>
  );
}
