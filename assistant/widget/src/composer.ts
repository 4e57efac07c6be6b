// Where the question is written. It holds the draft, so that a change of language does not lose it.

import { fill, h, icon } from "./dom";
import type { Texts } from "./types";

const longest = Number(document.documentElement.dataset.characters);
const COUNTED = 100; // characters left from which on they are counted
const TALLEST = 160;

let draft = "";

export interface Composer {
  form: HTMLFormElement;
  input: HTMLTextAreaElement;
  /** Puts a text into the field in place of what is there. */
  write(text: string): void;
  /** Empties the field if this is what stands in it. */
  sent(message: string): void;
  busy(now: boolean): void;
}

export function composer(t: Texts, ask: (message: string) => void): Composer {
  const input = h("textarea", { id: "message", rows: 1, placeholder: t.compose.placeholder, "aria-label": t.compose.label, "aria-describedby": "left", maxlength: longest });
  const send = h("button", { type: "submit", class: "send", "aria-label": t.compose.send, title: t.compose.send }, icon("send"));
  const left = h("p", { id: "left", class: "small", role: "status" });
  const form = h("form", { class: "composer" }, h("div", { class: "box" }, input, send), left);
  const typed = (): void => {
    draft = input.value;
    input.dir = draft ? "auto" : t.direction; // an empty field has no letters to tell its direction by
    input.style.blockSize = "auto";
    if (input.scrollHeight) input.style.blockSize = `${Math.min(input.scrollHeight + 2, TALLEST)}px`;
    const rest = longest - draft.length;
    left.textContent = rest < COUNTED ? fill(t.compose.left, { n: rest }) : "";
  };
  const write = (text: string): void => {
    input.value = text;
    typed();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    ask(input.value);
  };
  form.addEventListener("submit", submit);
  input.addEventListener("input", typed);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  });
  write(draft);
  return {
    form, input, write,
    sent: (message) => { if (message === draft.trim()) write(""); },
    busy: (now) => send.setAttribute("aria-disabled", String(now)),
  };
}
