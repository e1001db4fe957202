// Sums the costs while they are typed, against what is left of the budget. The server counts the
// same when the form is saved; without this script that is where the figures come from.

import { lasOre, summeraOre, visaOre } from "./ore.js";

const form = document.getElementById("rekvisition");

function summera() {
  const falten = [...form.querySelectorAll("[data-kostnad]")];
  const summa = summeraOre(falten.map((falt) => lasOre(falt.value)));
  const utrymme = form.dataset.utrymme === "" ? null : Math.round(form.dataset.utrymme * 100);
  const kvar = summa === null || utrymme === null ? null : utrymme - summa;
  for (const plats of form.querySelectorAll("[data-summa]")) plats.textContent = visaOre(summa);
  for (const plats of form.querySelectorAll("[data-kvar]")) plats.textContent = visaOre(kvar);
  const arOver = kvar === null ? utrymme === null && summa > 0 : kvar < 0;
  form.querySelector("[data-over]").hidden = !arOver;
}

form.addEventListener("input", (handelse) => {
  if (handelse.target.matches("[data-kostnad]")) summera();
});
// A page that the browser shows again, or a text that came back after a new login.
window.addEventListener("pageshow", summera);
