// What stands before the first question: the notice to agree to, then a greeting with suggestions.

import { h } from "./dom";
import type { Texts } from "./types";

export function notice(t: Texts, agree: () => void): HTMLElement {
  return h("section", { class: "notice", "aria-labelledby": "notice" },
    h("h2", { id: "notice", tabindex: -1 }, t.notice.title),
    h("p", {}, t.notice.machine), h("p", {}, t.notice.purpose), h("p", {}, t.notice.retention),
    h("p", {}, h("a", { href: t.privacy_url, target: "_blank", rel: "noopener" }, t.notice.link)),
    h("button", { type: "button", class: "primary", onclick: agree }, t.notice.accept));
}

export function greeting(t: Texts, suggest: boolean, ask: (message: string) => void): HTMLElement {
  return h("div", { class: "greeting" },
    h("p", {}, t.greeting),
    suggest && h("ul", { class: "suggestions" }, ...t.suggestions.map((question) =>
      h("li", {}, h("button", { type: "button", dir: "auto", onclick: () => ask(question) }, question)))));
}
