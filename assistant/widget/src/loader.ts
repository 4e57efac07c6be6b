// `<script async src="https://…/widget.js" data-site="…" data-lang="…">`: a button on any page, and the panel that it opens.

import { isMessage, type ToPanel } from "./messages";

type Words = { open: string; close: string; frame: string };

// The server puts the words of prompts/widget.toml here.
const TEXTS = "__TEXTS__" as unknown as Record<string, Words>;
const script = document.currentScript as HTMLScriptElement;
const service = new URL(script.src).origin;
const site = script.dataset.site ?? "home";

const STYLE = `
:host{all:initial;position:fixed;inset-block-end:1rem;inset-inline-end:1rem;z-index:2147483000;font:600 1rem/1.2 system-ui,"Noto Sans","Noto Naskh Arabic",sans-serif;color-scheme:light dark}
button{all:unset;box-sizing:border-box;display:flex;align-items:center;gap:.6rem;min-block-size:3.25rem;padding-inline:1.15rem 1.35rem;border-radius:1.7rem;background:#0b5d3b;color:#fff;cursor:pointer;box-shadow:0 2px 6px rgb(0 0 0/.22),0 8px 24px rgb(0 0 0/.18);font:inherit}
button:hover{background:#084a2f}
button:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px #0b5d3b}
svg{inline-size:1.5rem;block-size:1.5rem;fill:currentColor;flex:none}
div{position:fixed;inset-block-end:1rem;inset-inline-end:1rem;overflow:hidden;inline-size:min(27rem,calc(100vw - 2rem));block-size:min(44rem,calc(100dvh - 2rem));border:1px solid rgb(0 0 0/.18);border-radius:1rem;background:Canvas;box-shadow:0 12px 48px rgb(0 0 0/.28);transition:inline-size .2s}
div.wide{inline-size:min(60rem,calc(100vw - 2rem))}
iframe{display:block;inline-size:100%;block-size:100%;border:0}
[hidden]{display:none!important}
@media (max-width:40rem),(max-height:30rem){div,div.wide{inset:0;inline-size:100vw;block-size:100dvh;border:0;border-radius:0}}
@media (max-height:20rem){button{padding-inline:.9rem}span{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}}
@media (prefers-reduced-motion:reduce){div{transition:none}}
@media (forced-colors:active){button,div{border:2px solid ButtonText}}
@media print{:host{display:none}}`;
const FULL_SCREEN = "(max-width:40rem),(max-height:30rem)";
const ICON = "M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z";

class JaliaInvest extends HTMLElement {
  #words!: Words;
  #language!: string;
  #button!: HTMLButtonElement;
  #panel: HTMLDivElement | undefined;
  #frame!: HTMLIFrameElement;
  #loaded = false;
  #waiting: ToPanel[] = [];
  #inert: Element[] = [];

  connectedCallback(): void {
    if (this.shadowRoot) return;
    this.#language = language(this.dataset.lang ?? script.dataset.lang);
    this.#words = TEXTS[this.#language]!;
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.dir = this.#language === "ar" || this.#language === "ary" ? "rtl" : "ltr";
    this.lang = this.#language;
    this.#button = document.createElement("button");
    this.#button.type = "button";
    this.#button.setAttribute("aria-haspopup", "dialog");
    const words = document.createElement("span");
    words.append(this.#words.open);
    this.#button.append(icon(), words);
    this.#button.addEventListener("click", () => this.open());
    root.append(this.#button);
    window.addEventListener("message", (event) => this.#heard(event));
    window.matchMedia(FULL_SCREEN).addEventListener("change", () => this.#shade());
  }

  /** Opens the panel, with a question in it where one is given. */
  open(question?: string): void {
    if (!this.#panel) this.#load();
    this.#panel!.hidden = false;
    this.#button.hidden = true;
    this.#shade();
    if (question) this.#say({ jalia: 1, type: "ask", question: question.slice(0, 300) });
    this.#say({ jalia: 1, type: "opened" });
    this.#frame.focus();
  }

  close(): void {
    if (!this.#panel || this.#panel.hidden) return;
    this.#panel.hidden = true;
    this.#button.hidden = false;
    this.#shade();
    this.#button.focus();
  }

  #load(): void {
    const frame = document.createElement("iframe");
    frame.title = this.#words.frame;
    if (service !== location.origin) {
      frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals");
    }
    frame.allow = "clipboard-write";
    frame.referrerPolicy = "strict-origin";
    frame.addEventListener("load", () => {
      this.#loaded = true;
      this.#say({ jalia: 1, type: "hello" });
      for (const message of this.#waiting.splice(0)) this.#say(message);
    });
    frame.src = `${service}/widget?site=${encodeURIComponent(site)}&lang=${encodeURIComponent(this.#language)}`;
    this.#frame = frame;
    this.#panel = document.createElement("div");
    this.#panel.setAttribute("role", "dialog");
    this.#panel.setAttribute("aria-label", this.#words.frame);
    this.#panel.append(frame);
    this.shadowRoot!.append(this.#panel);
  }

  #say(message: ToPanel): void {
    if (this.#loaded) this.#frame.contentWindow!.postMessage(message, service);
    else this.#waiting.push(message);
  }

  #heard(event: MessageEvent): void {
    if (event.origin !== service || !this.#panel || event.source !== this.#frame.contentWindow || !isMessage(event.data)) return;
    if (event.data.type === "close") this.close();
    else if (event.data.type === "wide") this.#panel.classList.toggle("wide", (event.data as { wide?: unknown }).wide === true);
  }

  /** Over the whole screen the panel is modal: the page below cannot be reached. */
  #shade(): void {
    for (const element of this.#inert.splice(0)) element.removeAttribute("inert");
    const modal = this.#panel !== undefined && !this.#panel.hidden && window.matchMedia(FULL_SCREEN).matches;
    this.#panel?.setAttribute("aria-modal", String(modal));
    if (!modal) return;
    for (const element of document.body.children) {
      if (element.contains(this) || element.hasAttribute("inert")) continue;
      element.setAttribute("inert", "");
      this.#inert.push(element);
    }
  }
}

function language(asked: string | undefined): string {
  const wanted = [asked, document.documentElement.lang, ...navigator.languages];
  for (const tag of wanted) {
    if (!tag || tag === "auto") continue;
    const found = tag in TEXTS ? tag : tag.split("-")[0]!;
    if (found in TEXTS) return found;
  }
  return "fr";
}

function icon(): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICON);
  svg.append(path);
  return svg;
}

function place(): void {
  if (!document.querySelector("jalia-invest")) document.body.append(document.createElement("jalia-invest"));
}

if (!customElements.get("jalia-invest")) customElements.define("jalia-invest", JaliaInvest);
if (document.body) place();
else document.addEventListener("DOMContentLoaded", place);
