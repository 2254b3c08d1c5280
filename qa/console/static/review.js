// A call in review: one key for a verdict, one for a note.

import { bind } from "./keys.js";

for (const button of document.querySelectorAll("[data-verdict]")) bind(button.dataset.verdict, () => button.click());
bind("n", () => {
  const note = document.querySelector("[data-note]");
  note?.scrollIntoView({ block: "center" });
  note?.focus();
});
