// An answer as it is shown: its paragraphs, its sources, what can be done with it.

import { direction, fill, h, icon, unbroken } from "./dom";
import * as service from "./service";
import type { Answer, Citation, Texts } from "./types";

export interface Actions {
  ask(message: string): void;
  openSource(citation: Citation): void;
  openContact(): void;
  announce(text: string): void;
}

const WITHOUT_CONTACT = new Set(["answered", "partial", "small_talk", "clarify", "blocked", "harmful", "busy"]);

/** Paragraphs and lists; [1] becomes a button that opens its source. */
export function paragraphs(text: string, citations: Citation[] = [], t?: Texts, actions?: Actions): HTMLElement[] {
  return text.split(/\n{2,}/).filter((block) => block.trim()).map((block) => {
    const lines = block.split("\n");
    if (lines.every((line) => /^[-•*] /.test(line))) {
      return h("ul", { dir: direction(block) }, ...lines.map((line) => h("li", { dir: direction(line) }, ...inline(line.slice(2), citations, t, actions))));
    }
    return h("p", { dir: direction(block) }, ...lines.flatMap((line, at) => [...(at ? [h("br")] : []), ...inline(line, citations, t, actions)]));
  });
}

function inline(line: string, citations: Citation[], t?: Texts, actions?: Actions): (Node | string)[] {
  const parts: (Node | string)[] = [];
  for (const part of line.split(/(\[\d+\]|\*\*[^*]+\*\*)/).filter(Boolean)) {
    const number = /^\[(\d+)\]$/.exec(part)?.[1];
    const citation = citations.find((one) => one.number === Number(number));
    if (citation && t && actions) {
      const button = h("button", { type: "button", class: "mark-number", "aria-label": fill(t.source.open, { n: citation.number }), onclick: () => actions.openSource(citation) }, String(citation.number));
      const before = parts.at(-1);
      if (typeof before === "string") { // the number stays on the line of the word before it
        const [, start, word] = /^(.*?)(\S*\s*)$/s.exec(before)!;
        parts.splice(-1, 1, start!, h("span", { class: "unbroken" }, word!, button));
      } else parts.push(button);
    } else if (number) parts.push(h("sup", {}, h("bdi", {}, number)));
    else if (/^\*\*.+\*\*$/.test(part)) parts.push(h("strong", {}, ...unbroken(part.slice(2, -2))));
    else parts.push(...unbroken(part));
  }
  return parts;
}

/** The whole answer. */
export function answerView(answer: Answer, t: Texts, actions: Actions): HTMLElement[] {
  const said = h("div", { class: "said", lang: answer.language === "ary" ? "ar-MA" : answer.language }, ...paragraphs(answer.text, answer.citations, t, actions));
  const parts: HTMLElement[] = [said];
  if (answer.citations.length) parts.push(sources(answer, t, actions));
  if (answer.options.length) {
    parts.push(h("ul", { class: "chips", "aria-label": t.act.next }, ...answer.options.map(({ label, message }) =>
      h("li", {}, h("button", { type: "button", dir: direction(label), onclick: () => actions.ask(message) }, label)))));
  }
  if (!WITHOUT_CONTACT.has(answer.status)) {
    parts.push(h("p", {}, h("button", { type: "button", class: "contact", onclick: actions.openContact }, icon("person"), t.act.contact)));
  }
  parts.push(tools(answer, t, actions));
  return parts;
}

function sources({ citations, turn_id }: Answer, t: Texts, actions: Actions): HTMLElement {
  const name = `sources-${turn_id}`;
  const called = ({ reference, title }: Citation): string => reference || title;
  return h("div", { class: "sources" },
    h("h2", { id: name }, t.source.sources),
    h("ul", { "aria-labelledby": name }, ...citations.map((citation) =>
      h("li", {}, h("button", { type: "button", onclick: () => actions.openSource(citation) },
        h("span", { class: "number" }, h("span", { class: "unseen" }, "["), String(citation.number), h("span", { class: "unseen" }, "] ")),
        h("span", { class: "reference", dir: direction(called(citation)), lang: citation.language }, ...unbroken(called(citation))),
        h("span", { class: "authority" }, t.authorities[citation.authority] ?? citation.authority),
        citations.some((other) => other !== citation && called(other) === called(citation)) &&
          h("span", { class: "words", dir: direction(citation.quote), lang: citation.language }, citation.quote))))));
}

function tools(answer: Answer, t: Texts, actions: Actions): HTMLElement {
  const reasons = h("div", { class: "reasons", hidden: true });
  const copy = h("button", { type: "button", class: "tool", title: t.act.copy, "aria-label": t.act.copy }, icon("copy"));
  copy.addEventListener("click", () => void copyText(asText(answer)).then(() => {
    copy.replaceChildren(icon("check"));
    actions.announce(t.act.copied);
    setTimeout(() => copy.replaceChildren(icon("copy")), 2000);
  }));
  const thumbs = (["up", "down"] as const).map((way) => {
    const button = h("button", { type: "button", class: "tool", title: t.act[way], "aria-label": t.act[way], "aria-pressed": "false" }, icon(way));
    button.addEventListener("click", () => {
      for (const one of thumbs) one.setAttribute("aria-pressed", String(one === button));
      void service.vote(answer.turn_id, way).then(
        () => way === "up" && actions.announce(t.act.thanks),
        () => button.setAttribute("aria-pressed", "false"),
      );
      reasons.hidden = way === "up";
      if (way === "down") reasons.querySelector("button")?.focus();
    });
    return button;
  });
  const question = h("p", { id: `why-${answer.turn_id}` }, t.act.why);
  reasons.append(question, h("ul", { class: "chips", "aria-labelledby": question.id }, ...Object.entries(t.reasons).map(([reason, label]) =>
    h("li", {}, h("button", { type: "button", onclick: () => void service.vote(answer.turn_id, "down", reason).then(() => {
      reasons.replaceChildren(h("p", {}, t.act.thanks));
      actions.announce(t.act.thanks);
      thumbs[1]!.focus();
    }, () => undefined) }, label)))));
  return h("div", { class: "after" }, h("div", { class: "tools" }, copy, ...thumbs), reasons);
}

/** The answer with its sources, as plain text. */
export function asText(answer: Answer): string {
  const listed = answer.citations.map((citation) =>
    `[${citation.number}] ${[citation.title, citation.reference, citation.url || new URL(citation.source_url, location.href).href].filter(Boolean).join(" — ")}`);
  return [answer.text, listed.join("\n")].filter(Boolean).join("\n\n");
}

async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // not allowed in this frame
    const area = h("textarea", { class: "unseen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
