// What opens over the conversation: a source in its place, whom to ask, whether to erase.

import { direction, fill, h, icon, unbroken, webAddress } from "./dom";
import * as service from "./service";
import type { Citation, Contact, Parallel, Quote, Texts } from "./types";

/** A modal sheet; the browser keeps the focus in it and gives it back. */
function sheet(title: string, t: Texts, onclose?: () => void): { dialog: HTMLDialogElement; body: HTMLElement } {
  const body = h("div", { class: "sheet-body" });
  const name = `sheet-${Date.now()}`;
  const dialog = h("dialog", { "aria-labelledby": name },
    h("div", { class: "sheet-head" },
      h("h2", { id: name, tabindex: -1, dir: direction(title) }, title),
      h("button", { type: "button", class: "tool", "aria-label": t.act.close, title: t.act.close, onclick: () => dialog.close() }, icon("close"))),
    body);
  dialog.addEventListener("close", () => {
    dialog.remove();
    onclose?.();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("h2")!.focus();
  return { dialog, body };
}

/** The quote in its original beside the parallel version. */
export function openSource(citation: Citation, t: Texts, widen: (wide: boolean) => void): void {
  const { body } = sheet(citation.title, t, () => widen(false));
  widen(true);
  const facts = [
    t.authorities[citation.authority] ?? citation.authority,
    citation.valid_from && fill(t.source.from, { date: day(citation.valid_from, t) }),
    citation.valid_to && fill(t.source.to, { date: day(citation.valid_to, t) }),
    citation.confidence && citation.confidence !== "high" && t.source.medium,
  ].filter(Boolean).join(" · ");
  const texts = h("div", { class: "texts", "aria-busy": "true" }, original({
    title: citation.title, heading: citation.section, language: citation.language, before: "", quote: citation.quote, after: "", parallels: [],
  }, t));
  const official = webAddress(citation.url);
  body.append(
    h("p", { class: "facts" }, h("bdi", { dir: direction(citation.reference), lang: citation.language }, ...unbroken(citation.reference)), citation.reference && h("br"), facts),
    texts,
    h("p", { class: "links" },
      h("a", { href: citation.source_url, target: "_blank", rel: "noopener" }, t.source.full),
      official && h("a", { href: official, target: "_blank", rel: "noopener noreferrer" }, t.source.official)));
  service.quote(citation.source_url).then((quote) => {
    texts.replaceChildren(original(quote, t), parallels(quote.parallels, t));
    texts.removeAttribute("aria-busy");
    // Only the text itself scrolls: the sheet's head stays in sight.
    const scroller = texts.querySelector<HTMLElement>(".text")!;
    const mark = texts.querySelector<HTMLElement>("mark")!;
    scroller.scrollTop = mark.offsetTop - scroller.offsetTop - 48;
  }, () => texts.removeAttribute("aria-busy"));
}

function original(quote: Quote, t: Texts): HTMLElement {
  return text(t.source.original, quote.heading, quote.language, t, ...unbroken(quote.before), h("mark", {}, ...unbroken(quote.quote)), ...unbroken(quote.after));
}

function parallels(found: Parallel[], t: Texts): HTMLElement {
  if (!found.length) return h("p", { class: "small" }, t.source.none);
  const holder = h("div", { class: "parallels" });
  const show = (parallel: Parallel): void => {
    const choices = found.length > 1 && h("div", { class: "languages", role: "group", "aria-label": t.act.language },
      ...found.map((one) => h("button", { type: "button", "aria-pressed": String(one === parallel), onclick: () => {
        show(one);
        holder.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
      } }, t.endonyms[one.language] ?? one.language)));
    holder.replaceChildren(text(t.source.parallel, parallel.heading, parallel.language, t, ...unbroken(parallel.text)), choices || "");
  };
  const mine = t.language.startsWith("ary") ? "ar" : t.language;
  show(found.find((one) => one.language === mine) ?? found[0]!);
  return holder;
}

function text(label: string, heading: string, language: string, t: Texts, ...content: (string | Node)[]): HTMLElement {
  const direction = language.startsWith("ar") && language !== "ary-Latn" ? "rtl" : "ltr";
  return h("section", { class: "version" },
    h("h3", {}, `${label} · ${t.endonyms[language] ?? language}`),
    h("div", { class: "text", lang: language, dir: direction, tabindex: 0, role: "group", "aria-label": `${label} · ${t.endonyms[language] ?? language}` }, heading && h("h4", {}, heading), h("p", {}, ...content)));
}

/** A date as it is written in the reader's language. */
export function day(iso: string, t: Texts): string {
  const locale = { ar: "ar-MA-u-nu-latn", ary: "ar-MA-u-nu-latn", "ary-Latn": "fr" }[t.language] ?? t.language;
  return new Date(`${iso}T12:00:00`).toLocaleDateString(locale, { dateStyle: "long" });
}

/** The CRI of a region, and the other institutions. */
export function openContact(t: Texts, region?: string): void {
  const { body } = sheet(t.contact.title, t);
  body.append(h("p", {}, t.contact.lead));
  service.contacts().then(({ regions, institutions, language }) => {
    const shown = h("div", { class: "card", "aria-live": "polite" });
    const select = h("select", { id: "region" }, h("option", { value: "" }, t.contact.choose),
      ...regions.map(({ id, name }) => h("option", { value: id, lang: language }, name)));
    const show = (): void => {
      const found = regions.find(({ id }) => id === select.value);
      shown.replaceChildren(...(found ? [
        card(found.cri, t, language),
        h("p", { class: "small", lang: language, dir: "auto" }, found.provinces.join(" · ")),
      ] : []));
    };
    select.addEventListener("change", show);
    if (region) select.value = region;
    show();
    body.append(
      h("label", { for: "region" }, t.contact.region), select, shown,
      h("h3", {}, t.contact.others),
      ...institutions.map((contact) => h("details", {}, h("summary", { lang: language, dir: "auto" }, contact.name), card(contact, t, language, false))));
  }, () => body.append(h("p", { role: "alert" }, t.say.unavailable)));
}

function card(contact: Contact, t: Texts, language: string, named = true): HTMLElement {
  const rows: [string, string, string][] = [
    [t.contact.phone, contact.phone, `tel:+212${contact.phone.replace(/ /g, "").replace(/^0/, "")}`],
    [t.contact.email, contact.email, `mailto:${contact.email}`],
    [t.contact.site, contact.site, `https://${contact.site}`],
    [t.contact.address, contact.address, ""],
  ];
  return h("div", {},
    named && h("p", { lang: language, dir: "auto" }, h("strong", {}, contact.name)),
    h("p", { lang: language, dir: "auto" }, contact.what_for),
    h("dl", {}, ...rows.filter(([, value]) => value).flatMap(([label, value, href]) => [
      h("dt", {}, label),
      h("dd", {}, href ? h("a", { href, target: href.startsWith("https") && "_blank", rel: "noopener noreferrer" }, h("bdi", { dir: "ltr" }, value)) : h("bdi", {}, value)),
    ])),
    contact.note && h("p", { class: "small", lang: language, dir: "auto" }, contact.note));
}

/** Asks before everything goes. */
export function askErase(t: Texts, erase: () => Promise<void>): void {
  const { dialog, body } = sheet(t.act.erase, t);
  const trouble = h("p", { role: "alert" });
  body.append(
    h("p", {}, t.erase.question), trouble,
    h("div", { class: "choices" },
      h("button", { type: "button", class: "danger", onclick: () => void erase().then(() => dialog.close(), (error: Error) => {
        trouble.textContent = error.message || t.say.unavailable;
      }) }, t.erase.yes),
      h("button", { type: "button", onclick: () => dialog.close() }, t.erase.no)));
}
