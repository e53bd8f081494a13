/** The views of the world, by name. */
import type { Organism, View } from "../engine/types";
import type { Look } from "./settings";

export function channelName(channel: number): string {
  return ["red", "green", "blue", "alpha"][channel] ?? `hidden ${channel}`;
}

export function shortName(channel: number): string {
  return ["R", "G", "B", "α"][channel] ?? String(channel);
}

/** A view to choose; those of hidden channels and of the parents stand apart from those of all organisms. */
export interface NamedLook {
  readonly look: Look;
  readonly name: string;
  readonly text: string;
  readonly of: "cells" | "hidden" | "parents";
}

export function looks({ channels, parents }: Pick<Organism, "channels" | "parents">): readonly NamedLook[] {
  const own = channels - (parents?.channels ?? 0);
  const named = (["colour", "alpha", "update", "fired"] as const).map((kind) => ({
    look: { kind },
    name: { colour: "Colour", alpha: "Alpha", update: "Update", fired: "Cells that fired" }[kind],
    text: { colour: "Colour", alpha: "Alpha", update: "Update", fired: "Fired" }[kind],
    of: "cells" as const,
  }));
  const hidden = Array.from({ length: own - 4 }, (_, index) => ({
    look: { kind: "channel" as const, channel: index + 4 },
    name: `Channel ${index + 4}, ${channelName(index + 4)}`,
    text: shortName(index + 4),
    of: "hidden" as const,
  }));
  if (parents === null) return [...named, ...hidden];
  const signals = Array.from({ length: parents.channels }, (_, index) => ({
    look: { kind: "parent" as const, channel: own + index },
    name: `Channel ${own + index}, of the parents`,
    text: shortName(own + index),
    of: "parents" as const,
  }));
  const sensed = { look: { kind: "sensed" as const }, name: "What the parents sense", text: "RGBα" };
  return [...named, ...hidden, { ...sensed, of: "parents" as const }, ...signals];
}

export function lookKey(look: Look): string {
  if (look.kind === "channel") return `c${look.channel}`;
  return look.kind === "parent" ? `p${look.channel}` : look.kind;
}

/** The engine's view for what is looked at: colours, where the organism does not have it. */
export function viewOf(look: Look, { channels, parents }: Organism, background: View["background"]): View {
  const blocks = parents?.factor ?? 1;
  switch (look.kind) {
    case "sensed":
      return { kind: "colour", blocks, background };
    case "parent":
      return parents !== null && look.channel >= channels - parents.channels && look.channel < channels
        ? { kind: "channel", channel: look.channel, blocks, background }
        : { kind: "colour", background };
    case "channel":
      return look.channel < channels ? { kind: "channel", channel: look.channel, background } : { kind: "colour", background };
    default:
      return { kind: look.kind, background };
  }
}
