// The panel's head: who speaks, in which language, and the menu.

import { h, icon, mark } from "./dom";
import type { Texts } from "./types";

export interface HeaderActions {
  language(code: string): void;
  download(): void;
  print(): void;
  erase(): void;
  contact(): void;
  /** Absent where the panel is a page of its own. */
  close?: () => void;
}

export interface Header {
  view: HTMLElement;
  select: HTMLSelectElement;
  /** Closes the menu, and goes back to its button unless something else was chosen; false where it was closed. */
  closeMenu(back?: boolean): boolean;
}

export function header(t: Texts, actions: HeaderActions): Header {
  const select = h("select", { "aria-label": t.act.language, onchange: () => actions.language(select.value) },
    ...Object.entries(t.endonyms).map(([code, name]) => h("option", { value: code, lang: code === "ary" ? "ar-MA" : code }, name)));
  select.value = t.language;
  const item = (label: string, act: () => void): HTMLElement => h("li", {}, h("button", { type: "button", onclick: () => {
    show(false);
    act();
  } }, label));
  const menu = h("ul", { id: "menu", hidden: true },
    item(t.act.download, actions.download),
    item(t.act.print, actions.print),
    item(t.act.erase, actions.erase),
    item(t.act.contact, actions.contact),
    h("li", {}, h("a", { href: t.privacy_url, target: "_blank", rel: "noopener" }, t.act.privacy)));
  const button = h("button", { type: "button", class: "tool", "aria-label": t.act.menu, title: t.act.menu, "aria-expanded": "false", "aria-controls": "menu", onclick: () => show(isClosed()) }, icon("menu"));
  const isClosed = (): boolean => menu.hasAttribute("hidden");
  const show = (open: boolean): void => {
    menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) menu.querySelector("button")!.focus();
  };
  const holder = h("div", { class: "menu-holder" }, button, menu);
  holder.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !holder.contains(event.relatedTarget as Node)) show(false);
  });
  const view = h("header", {},
    mark(), h("div", { class: "who" }, h("h1", {}, "Jalia Invest"), h("p", {}, t.subtitle)), select, holder,
    actions.close && h("button", { type: "button", class: "tool", "aria-label": t.act.close, title: t.act.close, onclick: actions.close }, icon("close")));
  const closeMenu = (back = true): boolean => {
    if (isClosed()) return false;
    show(false);
    if (back) button.focus();
    return true;
  };
  return { view, select, closeMenu };
}
