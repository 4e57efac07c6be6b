// One question and its reply, in whichever state the reply is.

import { answerView, paragraphs, type Actions } from "./answer";
import { direction, h } from "./dom";
import { listed } from "./save";
import type { Answer, Texts } from "./types";

/** A turn as the panel has it: answered, or being answered, or failed. */
export interface Shown {
  id: string;
  message: string;
  partial: string;
  answer?: Answer;
  failed?: string;
  node?: HTMLElement;
}

type Again = (turn: Shown) => Promise<void>;

export function turnView(turn: Shown, t: Texts, actions: Actions, again: Again): HTMLElement {
  turn.node = h("div", { class: "reply" });
  paint(turn, t, actions, again);
  return h("article", { class: "turn" },
    h("div", { class: "asked", dir: direction(turn.message) }, h("span", { class: "unseen" }, `${t.say.you}: `), turn.message), turn.node);
}

/** What streams is hidden from screen readers, which are told sentence by sentence elsewhere. */
export function paint(turn: Shown, t: Texts, actions: Actions, again: Again): void {
  const node = turn.node!;
  const machine = h("span", { class: "unseen" }, `${t.say.machine}: `);
  if (turn.answer || turn.failed !== undefined) node.removeAttribute("aria-busy");
  else node.setAttribute("aria-busy", "true");
  if (turn.answer) {
    const { citations } = turn.answer;
    const printed = citations.length ? [h("ol", { class: "printed" }, ...citations.map((citation) => listed(citation, t)))] : [];
    node.replaceChildren(machine, ...answerView(turn.answer, t, actions), ...printed);
  } else if (turn.failed !== undefined) {
    node.replaceChildren(machine, h("p", {}, turn.failed), h("button", { type: "button", class: "again", onclick: () => void again(turn) }, t.say.again));
  } else if (turn.partial) {
    node.replaceChildren(h("div", { class: "said", "aria-hidden": "true" }, ...paragraphs(turn.partial)));
  } else {
    node.replaceChildren(h("p", { class: "dots", "aria-hidden": "true" }, h("span"), h("span"), h("span")));
  }
}
