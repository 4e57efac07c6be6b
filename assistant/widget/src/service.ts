// Talking to the service: sessions, turns that survive a lost connection, the rest.

import { forget, keep, kept } from "./store";
import type { Answer, Contacts, Conversation, Quote, Texts } from "./types";

const TRIES = 12;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
const SILENCE_MS = 40_000; // the service beats every 15 seconds
/** Counts the erased conversations; a turn of an earlier one is not asked again. */
let visit = 0;
let stop = (): void => undefined;
const page = document.documentElement.dataset;

/** The service said no, in words for the person. */
export class Refused extends Error {
  constructor(readonly status: number, detail: string, readonly retryAfter: number) {
    super(detail);
  }
}

export interface Listener {
  /** The answer is painted from its beginning again. */
  begin(): void;
  token(text: string): void;
  offline(): void;
  online(): void;
  expired(): void;
}

function headers(more: Record<string, string> = {}): Record<string, string> {
  return { Authorization: `Bearer ${kept.token}`, "X-Embedded-In": kept.origin, "Accept-Language": kept.language, ...more };
}

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as { detail?: string };
  throw new Refused(response.status, problem.detail ?? "", Number(response.headers.get("Retry-After") ?? 0));
}

/** A token for this visit: the one at hand, made longer when little of its life is left, or a new one. True where another was over. */
async function session(): Promise<boolean> {
  const over = kept.token !== "";
  const left = kept.expires - Date.now() / 1000;
  const alive = kept.token !== "" && left > 5;
  if (alive && left > 600) return false;
  const body = JSON.stringify({ site: page.site, origin: kept.origin, notice: page.notice });
  const type = { "Content-Type": "application/json", "Accept-Language": kept.language };
  const response = await fetch("/v1/widget/sessions", { method: "POST", body, headers: alive ? headers(type) : type });
  if (alive && response.status === 401) {
    forget();
    await session();
    return true;
  }
  keep((await (await checked(response)).json()) as { token: string; expires: number });
  return over && !alive;
}

/** Asks, and listens until the answer is whole: over lost connections, a sleeping phone, a reload of the page. */
export async function ask(id: string, message: string, listener: Listener): Promise<Answer> {
  keep({ pending: { id, message } });
  const mine = visit;
  let last = 0;
  for (let tries = 0; ; tries++) {
    const abort = new AbortController();
    const lost = (): void => abort.abort();
    window.addEventListener("offline", lost);
    stop = lost;
    try {
      if (await session()) listener.expired();
      const response = await checked(last ? await resume(id, last, abort.signal) : await post(id, message, abort.signal));
      if (tries) listener.online();
      if (!last) listener.begin();
      for await (const { name, number, body } of events(response, abort)) {
        last = number || last;
        tries = 0;
        if (name === "answer") {
          keep({ pending: null });
          return body as unknown as Answer;
        }
        if (name === "error") throw new Refused(500, String(body.detail), 0);
        listener.token(String(body.text));
      }
      throw new Error("the stream ended before the answer");
    } catch (error) {
      if (mine !== visit) throw error; // the conversation was erased meanwhile
      if (error instanceof Refused) {
        if (error.status === 401 && tries < TRIES) {
          forget();
          keep({ pending: { id, message } });
          last = 0;
          listener.expired();
          continue;
        }
        if (error.status === 404) last = 0; // it was here, and is no more: ask again under the same id
        else if (error.status !== 409 && error.status < 502) {
          keep({ pending: null });
          throw error;
        }
      } else {
        listener.offline();
      }
      if (tries >= TRIES) throw error;
      await wait(Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS) * (0.75 + Math.random() / 2));
    } finally {
      window.removeEventListener("offline", lost);
    }
  }
}

function post(id: string, message: string, signal: AbortSignal): Promise<Response> {
  const type = { "Content-Type": "application/json" };
  return fetch("/v1/widget/turns", { method: "POST", headers: headers(type), body: JSON.stringify({ turn_id: id, message }), signal });
}

function resume(id: string, last: number, signal: AbortSignal): Promise<Response> {
  return fetch(`/v1/widget/turns/${id}`, { headers: headers({ "Last-Event-ID": String(last) }), signal });
}

/** Waits, or until the browser says that it is online again. */
function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener("online", done);
  });
}

/** Server-sent events of a response; it is cut when nothing has come for too long. */
async function* events(response: Response, abort: AbortController): AsyncGenerator<{ name: string; number: number; body: Record<string, unknown> }> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const silence = setTimeout(() => abort.abort(), SILENCE_MS);
    const { value, done } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    waiting += value;
    const blocks = waiting.split("\n\n");
    waiting = blocks.pop()!;
    for (const block of blocks) {
      const fields: Record<string, string> = {};
      for (const line of block.split("\n")) {
        const [, field, content] = /^(\w+): (.*)$/.exec(line) ?? [];
        if (field) fields[field] = content!;
      }
      if (fields.data) yield { name: fields.event ?? "", number: Number(fields.id ?? 0), body: JSON.parse(fields.data) };
    }
  }
}

/** What was said in this visit; null where it is over or was forgotten. */
export async function remembered(): Promise<Conversation | null> {
  if (!kept.token || kept.expires < Date.now() / 1000) return null;
  const response = await fetch("/v1/widget/conversation", { headers: headers() });
  if (response.status === 401) return null;
  return (await checked(response)).json() as Promise<Conversation>;
}

export async function erase(): Promise<void> {
  visit++;
  stop();
  if (kept.token) {
    const response = await fetch("/v1/widget/conversation", { method: "DELETE", headers: headers() });
    if (response.status !== 401) await checked(response);
  }
  forget();
}

export async function vote(turn_id: string, vote: "up" | "down", reason?: string): Promise<void> {
  const body = JSON.stringify({ turn_id, vote, reason });
  await checked(await fetch("/v1/feedback", { method: "POST", headers: headers({ "Content-Type": "application/json" }), body }));
}

export async function texts(language: string): Promise<Texts> {
  return (await checked(await fetch(`/widget/texts/${language}`))).json() as Promise<Texts>;
}

export async function quote(sourceUrl: string): Promise<Quote> {
  const url = new URL(sourceUrl, location.href);
  const response = await fetch(`${url.pathname}/quote${url.search}`, { headers: { "Accept-Language": kept.language } });
  return (await checked(response)).json() as Promise<Quote>;
}

export async function contacts(): Promise<Contacts> {
  return (await checked(await fetch("/v1/contacts", { headers: { "Accept-Language": kept.language } }))).json() as Promise<Contacts>;
}

/** A new id for a turn. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
