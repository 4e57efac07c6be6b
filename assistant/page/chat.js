"use strict";

const TEXTS = {
  fr: {
    skip: "Aller à la question", lead: "Investir au Maroc depuis l'étranger : des réponses avec leurs sources.", language: "Langue", conversation: "Conversation",
    label: "Votre question", send: "Envoyer", erase: "Effacer", working: "Recherche en cours…", done: "Réponse affichée.", erased: "La conversation est effacée.",
    you: "Vous", machine: "Assistant", original: "Voir dans le texte", official: "Source", valid: "en vigueur depuis", failed: "Pas de réponse du service. Vérifiez la connexion et réessayez.",
    notice: "Vous parlez à une machine. Elle cite les textes, ne décide de rien et ne remplace ni un notaire ni l'administration. N'écrivez pas de données personnelles ; la conversation est oubliée après 24 heures.",
    suggestions: ["Quel est le capital minimum d'une SARL ?", "Quelle aide donne MDM Invest ?", "Comment acheter un logement par procuration ?"],
  },
  ar: {
    skip: "انتقل إلى السؤال", lead: "الاستثمار في المغرب من الخارج: أجوبة مع مصادرها.", language: "اللغة", conversation: "المحادثة",
    label: "سؤالك", send: "إرسال", erase: "محو", working: "جار البحث…", done: "ظهر الجواب.", erased: "تم محو المحادثة.",
    you: "أنت", machine: "المساعد", original: "عرض في النص", official: "المصدر", valid: "سار منذ", failed: "لا جواب من الخدمة. تحقق من الاتصال وأعد المحاولة.",
    notice: "أنت تتحدث مع آلة. تقتبس من النصوص، ولا تقرر شيئا، ولا تعوض الموثق ولا الإدارة. لا تكتب معطيات شخصية؛ تمحى المحادثة بعد 24 ساعة.",
    suggestions: ["ما هو الحد الأدنى لرأسمال الشركة ذات المسؤولية المحدودة؟", "ما هو مبلغ دعم MDM Invest وما شروطه؟", "كيف أشتري سكنا بالوكالة؟"],
  },
  en: {
    skip: "Go to the question", lead: "Investing in Morocco from abroad: answers with their sources.", language: "Language", conversation: "Conversation",
    label: "Your question", send: "Send", erase: "Erase", working: "Searching…", done: "Answer shown.", erased: "The conversation has been erased.",
    you: "You", machine: "Assistant", original: "See it in the text", official: "Source", valid: "in force since", failed: "No answer from the service. Check the connection and try again.",
    notice: "You are talking to a machine. It quotes the texts, decides nothing, and replaces neither a notary nor the administration. Do not write personal data; the conversation is forgotten after 24 hours.",
    suggestions: ["What is the minimum capital of a SARL?", "What does MDM Invest pay?", "Can I transfer the money from selling my flat back to Belgium?"],
  },
};

const byId = (id) => document.getElementById(id);
const log = byId("log"), form = byId("form"), message = byId("message"), status = byId("status"), language = byId("language");
const send = form.querySelector("[type=submit]");
let conversation = null;
let pending = false;

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function text(key) {
  return TEXTS[language.value][key];
}

function speak() {
  document.documentElement.lang = language.value;
  document.documentElement.dir = language.value === "ar" ? "rtl" : "ltr";
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = text(node.dataset.text);
  byId("suggestions").replaceChildren(...text("suggestions").map((question) => {
    const button = element("button", { type: "button" }, question);
    button.addEventListener("click", () => ask(question));
    return element("li", {}, button);
  }));
}

function paragraphs(said) {
  return said.split(/\n\n+/).map((paragraph) => {
    const node = element("p", { dir: "auto" });
    for (const part of paragraph.split(/(\[\d+\])/)) {
      const number = /^\[(\d+)\]$/.exec(part);
      node.append(number ? element("sup", {}, part) : part);
    }
    return node;
  });
}

function webAddress(address) {
  return /^https?:\/\//.test(address) ? address : null;
}

function source(citation) {
  const dated = citation.valid_from ? ` · ${text("valid")} ${citation.valid_from}` : "";
  const details = element("details", {},
    element("summary", { dir: "auto" }, `[${citation.number}] ${citation.title} — ${citation.reference || citation.section}`),
    element("blockquote", { lang: citation.language, dir: "auto" }, citation.quote),
    element("a", { href: citation.source_url, target: "_blank", rel: "noopener" }, text("original")));
  if (webAddress(citation.url)) {
    details.append(" · ", element("a", { href: citation.url, target: "_blank", rel: "noopener noreferrer" }, text("official")));
  }
  details.append(` · ${citation.authority}${dated}`);
  return element("li", {}, details);
}

function show(node, answer) {
  node.replaceChildren(element("span", { class: "unseen" }, `${text("machine")} :`), ...paragraphs(answer.text));
  node.lang = answer.language.split("-")[0];
  if (answer.citations.length) node.append(element("ul", { class: "sources" }, ...answer.citations.map(source)));
}

async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    waiting += value;
    const blocks = waiting.split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const lines = block.split("\n");
      const name = lines.find((line) => line.startsWith("event: "));
      const content = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)).join("\n");
      if (name && content) yield { name: name.slice(7), body: JSON.parse(content) };
    }
  }
}

async function post(question, retried = false) {
  const body = { message: question };
  if (conversation) body.conversation_id = conversation;
  const response = await fetch("/v1/chat", {
    method: "POST", headers: { "Content-Type": "application/json", Accept: "text/event-stream" }, body: JSON.stringify(body),
  });
  if (response.status === 404 && conversation && !retried) {  // it was forgotten: begin again
    conversation = null;
    return post(question, true);
  }
  if (!response.ok) throw new Error((await response.json()).detail);
  return response;
}

async function ask(question) {
  question = question.trim();
  if (pending || !question) return;
  pending = true;
  send.setAttribute("aria-disabled", "true");
  status.textContent = text("working");
  byId("suggestions").replaceChildren();
  log.append(element("p", { class: "asked", dir: "auto" }, element("span", { class: "unseen" }, `${text("you")} : `), question));
  const node = element("div", { class: "answered", dir: "auto", "aria-busy": "true" });
  log.append(node);
  message.value = "";
  let said = "";
  try {
    for await (const { name, body } of events(await post(question))) {
      if (name === "token") {
        said += body.text;
        node.replaceChildren(...paragraphs(said));
      } else if (name === "answer") {
        conversation = body.conversation_id;
        show(node, body);
        said = null;
      } else {
        throw new Error(body.detail);
      }
    }
    if (said !== null) throw new Error(text("failed"));
    status.textContent = text("done");
  } catch (error) {
    node.replaceChildren(element("p", { role: "alert" }, error instanceof TypeError ? text("failed") : error.message));
    message.value = question;
    status.textContent = "";
  }
  node.removeAttribute("aria-busy");
  node.scrollIntoView({ block: "nearest" });
  send.removeAttribute("aria-disabled");
  pending = false;
  message.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(message.value);
});
message.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask(message.value);
  }
});
byId("erase").addEventListener("click", async () => {
  if (conversation) await fetch(`/v1/conversations/${conversation}`, { method: "DELETE" }).catch(() => {});
  conversation = null;
  log.replaceChildren(log.firstElementChild);
  status.textContent = text("erased");
  speak();
});
language.addEventListener("change", speak);
const preferred = (navigator.language || "fr").slice(0, 2);
language.value = preferred in TEXTS ? preferred : "fr";
speak();
