// A new link is shown with this server's own address.

for (const field of document.querySelectorAll("[data-address]")) {
  field.value = new URL(field.value, location.href).href;
  field.addEventListener("focus", () => field.select());
}
