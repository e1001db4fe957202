// Sums each group of amounts while they are typed, and the result of them all. An empty field
// counts as the earlier decision's amount where it has one. Without this script the sums are not
// shown; the server counts its own when the form is saved.

import { lasOre, summeraOre, visaOre } from "./ore.js";

const form = document.querySelector("form[data-summera]");
const grupper = [...form.querySelectorAll("fieldset")].filter((g) => g.querySelector("[data-summa]"));

function las(falt) {
  const text = falt.value.trim() === "" ? (falt.dataset.tidigare ?? "") : falt.value;
  return lasOre(text, { farVaraNegativt: true });
}

function summera() {
  const summor = grupper.map((grupp) => {
    const falten = [...grupp.querySelectorAll("input[inputmode=decimal]")];
    const summa = summeraOre(falten.map(las));
    grupp.querySelector("[data-summa]").textContent = visaOre(summa);
    return summa === null ? null : summa * Number(grupp.dataset.tecken ?? 1);
  });
  const resultat = form.querySelector("[data-resultat]");
  if (resultat) resultat.textContent = visaOre(summeraOre(summor));
}

for (const plats of form.querySelectorAll("[data-summering]")) plats.hidden = false;
form.addEventListener("input", summera);
// A page that the browser shows again.
window.addEventListener("pageshow", summera);
