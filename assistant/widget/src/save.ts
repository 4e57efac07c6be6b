// The conversation as a file of its own: questions, answers, the exact words of every source, the date.

import { paragraphs } from "./answer";
import { direction, fill, h, webAddress } from "./dom";
import { day } from "./sheets";
import type { Citation, Remembered, Texts } from "./types";

const STYLE = `body{margin:2rem auto;max-width:44rem;padding:0 1rem;font:1.05rem/1.6 Georgia,"Times New Roman",serif;color:#1b221e}
h1{font-size:1.5rem;color:#0b5d3b}h2{font-size:1.1rem;margin-block:2rem .4rem;border-block-start:1px solid #c9cfc8;padding-block-start:1rem}
blockquote{margin:.4rem 0;padding-inline-start:1rem;border-inline-start:3px solid #0b5d3b;white-space:pre-line}
.small{font-size:.9rem;color:#4c5851}li{margin-block:.8rem;overflow-wrap:anywhere}@media print{h2{break-after:avoid}blockquote{break-inside:avoid}}`;

export function download(turns: Remembered[], t: Texts): void {
  const saved = document.implementation.createHTMLDocument(t.file.title);
  saved.documentElement.lang = t.html_language;
  saved.documentElement.dir = t.direction;
  const now = new Date();
  const iso = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  saved.body.append(
    h("h1", {}, t.file.title),
    h("p", { class: "small" }, fill(t.file.made, { date: day(iso, t) }), " · ", t.file.notice),
    ...turns.flatMap((turn) => [
      h("h2", { dir: direction(turn.message) }, turn.message),
      ...paragraphs(turn.text),
      ...(turn.citations.length ? [h("ol", {}, ...turn.citations.map((citation) => listed(citation, t)))] : []),
    ]));
  const markup = new XMLSerializer();
  const html = `<!doctype html>\n<html lang="${t.html_language}" dir="${t.direction}">\n<head><meta charset="utf-8"><title>${markup.serializeToString(saved.createTextNode(t.file.title))}</title>\n<style>${STYLE}</style></head>\n${markup.serializeToString(saved.body)}\n</html>\n`;
  const url = URL.createObjectURL(new Blob([html], { type: "text/html" }));
  const link = h("a", { href: url, download: `${t.file.name}-${iso}.html` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A source with its words, as the saved file and the printed page show it. */
export function listed(citation: Citation, t: Texts): HTMLElement {
  const here = new URL(citation.source_url, location.href).href;
  const official = webAddress(citation.url);
  const name = [citation.title, citation.reference].filter(Boolean).join(" — ");
  return h("li", { value: citation.number },
    h("bdi", { dir: direction(name), lang: citation.language }, name),
    ` · ${t.authorities[citation.authority] ?? citation.authority}`,
    citation.valid_from && ` · ${fill(t.source.from, { date: day(citation.valid_from, t) })}`,
    h("blockquote", { lang: citation.language, dir: direction(citation.quote) }, citation.quote),
    h("p", { class: "small" }, h("a", { href: here }, h("bdi", { dir: "ltr" }, here)), official && h("br"), official && h("a", { href: official }, h("bdi", { dir: "ltr" }, official))));
}
