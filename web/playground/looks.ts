/** The views of the world, by name. */
import type { Look } from "./settings";

export function channelName(channel: number): string {
  return ["red", "green", "blue", "alpha"][channel] ?? `hidden ${channel}`;
}

export function shortName(channel: number): string {
  return ["R", "G", "B", "α"][channel] ?? String(channel);
}

export function looks(
  channels: number,
): readonly { readonly look: Look; readonly name: string; readonly text: string }[] {
  const named = (["colour", "alpha", "update", "fired"] as const).map((kind) => ({
    look: { kind },
    name: { colour: "Colour", alpha: "Alpha", update: "Update", fired: "Cells that fired" }[kind],
    text: { colour: "Colour", alpha: "Alpha", update: "Update", fired: "Fired" }[kind],
  }));
  const numbered = Array.from({ length: channels - 4 }, (_, index) => ({
    look: { kind: "channel" as const, channel: index + 4 },
    name: `Channel ${index + 4}, ${channelName(index + 4)}`,
    text: shortName(index + 4),
  }));
  return [...named, ...numbered];
}

export function lookKey(look: Look): string {
  return look.kind === "channel" ? `c${look.channel}` : look.kind;
}
