// The panel: notice, conversation, composer. It is rebuilt from `turns` whenever the language changes.

import type { Actions } from "./answer";
import { composer, type Composer } from "./composer";
import { h, icon } from "./dom";
import { header, type Header } from "./header";
import { isMessage, type ToPage } from "./messages";
import { greeting, notice } from "./opening";
import { download } from "./save";
import * as service from "./service";
import { Refused } from "./service";
import { askErase, openContact, openSource } from "./sheets";
import { keep, kept, restore } from "./store";
import { paint as paintTurn, turnView as viewOf, type Shown } from "./turn";
import type { Remembered, Texts } from "./types";

const root = document.documentElement;
const framed = window.parent !== window;
const turns: Shown[] = [];
let t: Texts;
let working = false;
/** Of the project, once the person has named it: it decides which CRI to ask. */
let region: string | undefined;
let askedFor: { question: string; send: boolean } | null = null;
let parts: Parts;

interface Parts {
  header: Header;
  composer: Composer;
  log: HTMLElement;
  status: HTMLElement;
  spoken: HTMLElement;
}

const actions: Actions = {
  ask: (message) => void ask(message),
  openSource: (citation) => openSource(citation, t, (wide) => tell({ jalia: 1, type: "wide", wide })),
  openContact: () => openContact(t, region),
  announce,
};

function tell(message: ToPage): void {
  if (framed && kept.origin) window.parent.postMessage(message, kept.origin);
}

/** For screen readers: each text is read once, in its turn, without the numbers of sources. */
function announce(text: string): void {
  const plain = text.replace(/\[\d+\]/g, "").trim();
  if (!plain) return;
  const line = h("p", { lang: t.html_language }, plain);
  parts.spoken.append(line);
  setTimeout(() => line.remove(), 30_000);
}

function say(text: string): void {
  parts.status.textContent = text;
}

// --- building

function build(): void {
  root.lang = t.html_language;
  root.dir = t.direction;
  document.title = t.launcher.frame;
  parts = {
    header: header(t, {
      language: (code) => void switchTo(code),
      download: () => download(whole(), t),
      print: () => window.print(),
      erase: () => askErase(t, erase),
      contact: actions.openContact,
      ...(framed && { close }),
    }),
    composer: composer(t, (message) => void ask(message)),
    log: h("div", { id: "log", role: "log", "aria-live": "off", "aria-label": t.launcher.frame, tabindex: 0 }),
    status: h("p", { id: "status", role: "status" }),
    spoken: h("div", { class: "unseen", id: "spoken", "aria-live": "polite" }),
  };
  document.body.replaceChildren(
    parts.header.view,
    h("main", {}, parts.log, parts.status, parts.composer.form,
      h("p", { class: "help" }, h("button", { type: "button", class: "link", onclick: actions.openContact }, icon("person"), t.act.contact))),
    parts.spoken);
  fillLog();
}

function fillLog(): void {
  parts.composer.form.hidden = !kept.agreed;
  if (!kept.agreed) {
    parts.log.replaceChildren(notice(t, agree));
    return;
  }
  parts.log.replaceChildren(greeting(t, !turns.length, actions.ask), ...turns.map(turnView));
  busy(working);
}

function turnView(turn: Shown): HTMLElement {
  return viewOf(turn, t, actions, follow);
}

function paint(turn: Shown): void {
  paintTurn(turn, t, actions, follow);
}

/** Scrolls the conversation, and nothing around it; at 400 %, where the panel scrolls as one, the panel. */
function showFromTop(view: HTMLElement): void {
  parts.log.scrollTop = view.offsetTop; // the log is the offset parent
  root.scrollTop = parts.log.offsetTop + view.offsetTop;
}

/** The field is always in sight: nothing scrolls to it. */
function focusField(): void {
  parts.composer.input.focus({ preventScroll: true });
}

// --- doing

function agree(): void {
  keep({ agreed: true });
  fillLog();
  root.scrollTop = parts.log.scrollTop = 0; // the notice is longer than what takes its place
  focusField();
  const waiting = askedFor;
  askedFor = null;
  if (waiting) prefill(waiting);
}

function prefill({ question, send }: { question: string; send: boolean }): void {
  if (!kept.agreed) {
    askedFor = { question, send };
    return;
  }
  if (send && !working) {
    void ask(question);
    return;
  }
  parts.composer.write(question);
}

async function ask(message: string): Promise<void> {
  message = message.trim();
  if (!message || working) return;
  const turn: Shown = { id: service.newId(), message, partial: "" };
  parts.composer.sent(message);
  turns.push(turn);
  parts.log.querySelector(".suggestions")?.remove();
  const view = turnView(turn);
  parts.log.append(view);
  showFromTop(view);
  focusField();
  await follow(turn);
}

async function follow(turn: Shown): Promise<void> {
  turn.failed = undefined;
  busy(true);
  say("");
  announce(t.say.working);
  let spoken = 0;
  const listener: service.Listener = {
    begin: () => { turn.partial = ""; },
    token: (text) => {
      turn.partial += text;
      paint(turn);
      const end = Math.max(turn.partial.lastIndexOf("\n"), turn.partial.lastIndexOf(". ") + 1);
      if (end > spoken) {
        announce(turn.partial.slice(spoken, end));
        spoken = end;
      }
    },
    offline: () => say(t.say.offline),
    online: () => say(t.say.online),
    expired: () => say(t.say.expired),
  };
  try {
    turn.answer = await service.ask(turn.id, turn.message, listener);
    region = turn.answer.profile?.region ?? region;
    const { text } = turn.answer; // it replaces what was streamed, which may have been withdrawn
    announce(text.startsWith(turn.partial.slice(0, spoken)) ? text.slice(spoken) : text);
    if (parts.status.textContent !== t.say.expired) say("");
  } catch (error) {
    if (!turns.includes(turn)) return;
    turn.failed = error instanceof Refused && error.message ? error.message : t.say.failed;
    if (error instanceof Refused) turn.id = service.newId(); // this one has ended: to try again is to ask again
    say("");
    announce(turn.failed);
  }
  turn.partial = "";
  paint(turn);
  busy(false);
}

function busy(now: boolean): void {
  working = now;
  parts.composer.busy(now);
}

/** The answered turns, as they are saved. */
function whole(): Remembered[] {
  return turns.flatMap(({ answer, message }) => (answer ? [{ ...answer, message }] : []));
}

async function erase(): Promise<void> {
  await service.erase();
  turns.length = 0;
  region = undefined;
  working = false;
  parts.composer.write("");
  fillLog();
  say(t.erase.done);
}

async function switchTo(language: string): Promise<void> {
  try {
    t = await service.texts(language);
  } catch {
    say(t.say.unavailable);
    return;
  }
  keep({ language });
  build();
  parts.header.select.focus();
}

function close(): void {
  tell({ jalia: 1, type: "close" });
}

function focusFirst(): void {
  if (!kept.agreed) document.querySelector<HTMLElement>("#notice")?.focus();
  else if (window.matchMedia("(pointer:coarse)").matches) parts.log.focus();
  else focusField();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  if (!parts.header.closeMenu()) close();
});
document.addEventListener("click", (event) => {
  if (parts && !(event.target as Element).closest(".menu-holder")) parts.header.closeMenu(false);
});

// --- starting

/** Takes up what was said before the page was loaded again. */
async function takeUp(): Promise<void> {
  if (!kept.agreed) return;
  const pending = kept.pending;
  try {
    const earlier = await service.remembered();
    if (earlier === null && kept.token) say(t.say.expired);
    region = earlier?.profile.region;
    for (const turn of earlier?.turns ?? []) turns.push({ id: turn.turn_id, message: turn.message, partial: "", answer: turn });
  } catch {
    say(t.say.unavailable);
  }
  if (pending && !turns.some(({ id }) => id === pending.id)) turns.push({ ...pending, partial: "" });
  else keep({ pending: null });
  fillLog();
  const last = turns.at(-1);
  if (last) showFromTop(parts.log.lastElementChild as HTMLElement);
  if (last && !last.answer) await follow(last);
}

async function start(origin: string): Promise<void> {
  restore(origin);
  kept.language ||= root.dataset.language!;
  t = await service.texts(kept.language);
  build();
  await takeUp();
}

function listen(): void {
  let started: Promise<void> | undefined;
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !isMessage(event.data)) return;
    if (event.data.type === "hello") started ??= start(event.origin);
    if (event.origin !== kept.origin) return;
    if (event.data.type === "opened") void started?.then(focusFirst);
    if (event.data.type === "ask") {
      const question = String((event.data as { question?: unknown }).question ?? "");
      void started?.then(() => prefill({ question, send: event.origin === location.origin }));
    }
  });
}

if (framed) listen();
else void start(location.origin).then(focusFirst);
