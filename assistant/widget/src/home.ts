// The home page: its questions open the panel.

type Widget = HTMLElement & { open(question?: string): void };

function ask(question: string): void {
  void customElements.whenDefined("jalia-invest").then(() => document.querySelector<Widget>("jalia-invest")?.open(question));
}

const form = document.querySelector<HTMLFormElement>("#ask")!;
const input = document.querySelector<HTMLInputElement>("#question")!;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(input.value.trim());
  input.value = "";
});
input.addEventListener("input", () => {
  input.dir = input.value ? "auto" : document.documentElement.dir; // an empty field has no letters to tell its direction by
});
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-ask]")) {
  button.addEventListener("click", () => ask(button.dataset.ask!));
}
