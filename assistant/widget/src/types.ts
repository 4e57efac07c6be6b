// What the service sends.

export interface Citation {
  number: number;
  document_id: string;
  title: string;
  section: string;
  authority: string;
  reference: string;
  article: string;
  quote: string;
  url: string;
  language: string;
  confidence: string;
  valid_from: string | null;
  valid_to: string | null;
  source_url: string;
}

export interface Option {
  label: string;
  message: string;
}

export interface Answer {
  turn_id: string;
  status: string;
  language: string;
  text: string;
  as_of: string;
  citations: Citation[];
  options: Option[];
  profile?: Profile;
}

/** What the person said of the project, as far as the panel uses it. */
export interface Profile {
  region?: string;
}

/** A turn of a conversation, as it is remembered. */
export interface Remembered extends Answer {
  message: string;
}

export interface Conversation {
  profile: Profile;
  turns: Remembered[];
}

export interface Parallel {
  title: string;
  heading: string;
  language: string;
  text: string;
  source_url: string;
}

export interface Quote {
  title: string;
  heading: string;
  language: string;
  before: string;
  quote: string;
  after: string;
  parallels: Parallel[];
}

export interface Contact {
  id: string;
  name: string;
  what_for: string;
  note: string;
  address: string;
  phone: string;
  email: string;
  site: string;
}

export interface Contacts {
  language: string;
  regions: { id: string; name: string; provinces: string[]; cri: Contact }[];
  institutions: Contact[];
}

/** `prompts/widget.toml` in one language. */
export interface Texts {
  language: string;
  html_language: string;
  direction: "ltr" | "rtl";
  endonyms: Record<string, string>;
  privacy_url: string;
  launcher: { frame: string };
  subtitle: string;
  greeting: string;
  suggestions: string[];
  notice: Record<"title" | "machine" | "purpose" | "retention" | "link" | "accept", string>;
  compose: Record<"label" | "placeholder" | "send" | "left", string>;
  say: Record<"you" | "machine" | "working" | "offline" | "online" | "failed" | "again" | "expired" | "unavailable", string>;
  source: Record<"sources" | "open" | "original" | "parallel" | "full" | "official" | "from" | "to" | "medium" | "none", string>;
  act: Record<
    "copy" | "copied" | "up" | "down" | "why" | "thanks" | "close" | "menu" | "contact" | "download" | "print" | "erase" | "privacy" | "language" | "next",
    string
  >;
  reasons: Record<string, string>;
  erase: Record<"question" | "yes" | "no" | "done", string>;
  contact: Record<"title" | "lead" | "region" | "choose" | "phone" | "email" | "site" | "address" | "others", string>;
  file: Record<"title" | "made" | "notice" | "name", string>;
  authorities: Record<string, string>;
}
