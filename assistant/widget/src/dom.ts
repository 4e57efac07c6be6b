// Building elements: text only ever as text nodes, so that nothing from outside becomes markup.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | undefined | null | ((event: never) => void)>;

/** An element. `onclick` and the like add listeners; true is an empty attribute, false and undefined none. */
export function h<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value as (event: Event) => void);
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

const SHAPES = {
  close: "M5 5l14 14M19 5L5 19",
  menu: "M12 5v.01M12 12v.01M12 19v.01",
  send: "M4 12h15M13 6l6 6-6 6",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  up: "M7 11v9H3v-9zM7 11l4-8a2.5 2.5 0 0 1 2.5 2.5V9H19a2 2 0 0 1 2 2.3l-1.2 7A2 2 0 0 1 17.8 20H7",
  down: "M7 13V4H3v9zM7 13l4 8a2.5 2.5 0 0 0 2.5-2.5V15H19a2 2 0 0 0 2-2.3l-1.2-7A2 2 0 0 0 17.8 4H7",
  check: "M4 12.5l5 5L20 6.5",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0",
} as const;

/** A line drawing that screen readers pass over. */
export function icon(name: keyof typeof SHAPES): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** The ministry's star. */
export function mark(): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 32 32");
  svg.setAttribute("class", "mark");
  svg.setAttribute("aria-hidden", "true");
  for (const d of [
    "M16 1l4.4 4.4h6.2v6.2L31 16l-4.4 4.4v6.2h-6.2L16 31l-4.4-4.4H5.4v-6.2L1 16l4.4-4.4V5.4h6.2z",
    "M16 9l2.05 4.95L23 16l-4.95 2.05L16 23l-2.05-4.95L9 16l4.95-2.05z",
  ]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** The direction of most of a text's letters: an Arabic one may begin with a name in Latin letters. */
export function direction(text: string): "ltr" | "rtl" {
  const count = (letters: RegExp): number => text.match(letters)?.length ?? 0;
  return count(/\p{Script=Arabic}/gu) > count(/\p{Script=Latin}/gu) ? "rtl" : "ltr";
}

/** The text, its numbers and the numbers of laws each kept on one line: 3 000 000, 24-10. */
export function unbroken(text: string): (Node | string)[] {
  return text.split(/(\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)|\d+(?:-\d+)+)/).filter(Boolean)
    .map((part) => (/^\d+[ \u00a0-]\d/.test(part) ? h("span", { class: "unbroken" }, part) : part));
}

/** A web address that may be followed, or null. */
export function webAddress(address: string): string | null {
  return /^https?:\/\//.test(address) ? address : null;
}

/** "{n} left" and 3 -> "3 left". */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}
