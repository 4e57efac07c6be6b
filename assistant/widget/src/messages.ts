// What the page and the panel in its frame say to each other. Nothing of the conversation goes to the page.

export const VERSION = 1;

/** From the page to the panel. `hello` tells the panel, by the event's origin, where it is embedded. */
export type ToPanel =
  | { jalia: 1; type: "hello" }
  | { jalia: 1; type: "opened" }
  | { jalia: 1; type: "ask"; question: string };

/** From the panel to the page. */
export type ToPage =
  | { jalia: 1; type: "close" }
  | { jalia: 1; type: "wide"; wide: boolean };

export function isMessage(data: unknown): data is { jalia: 1; type: string } {
  return typeof data === "object" && data !== null && (data as { jalia?: unknown }).jalia === VERSION;
}
