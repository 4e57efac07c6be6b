// What survives a reload of the page: in the frame's session storage, or nowhere where the browser forbids it.
// Nothing is written before the notice was agreed to.

export interface Kept {
  token: string;
  expires: number;
  origin: string;
  language: string;
  agreed: boolean;
  /** A question whose answer has not come yet, under the id it was sent with. */
  pending: { id: string; message: string } | null;
}

const NAME = "jalia-invest";
const NOTHING: Kept = { token: "", expires: 0, origin: "", language: "", agreed: false, pending: null };

export const kept: Kept = { ...NOTHING };

/** Reads what was kept on a page of this origin. */
export function restore(origin: string): void {
  try {
    const found = JSON.parse(sessionStorage.getItem(NAME) ?? "null") as Kept | null;
    if (found?.origin === origin) Object.assign(kept, found);
  } catch {
    // Storage is forbidden in this frame: the conversation ends with the page.
  }
  kept.origin = origin;
}

export function keep(changes: Partial<Kept>): void {
  Object.assign(kept, changes);
  if (!kept.agreed) return;
  try {
    sessionStorage.setItem(NAME, JSON.stringify(kept));
  } catch {
    // As above.
  }
}

export function forget(): void {
  Object.assign(kept, { token: "", expires: 0, pending: null });
  keep({});
}
