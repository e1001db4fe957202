// Sums the costs while they are typed, against what is left of the budget. The server counts the
// same when the form is saved; without this script that is where the figures come from.

const form = document.getElementById("rekvisition");
const BELOPP = /^(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d{1,2})?$/;
const kronor = new Intl.NumberFormat("sv-SE", { minimumFractionDigits: 2 });

// Whole öre of what is typed; 0 for an empty field and null for what is no amount.
function lasOre(text) {
  const ren = text.replace(/[\u00a0\u2009\u202f]/g, " ").trim();
  if (ren === "") return 0;
  if (!BELOPP.test(ren)) return null;
  const [hela, delar = ""] = ren.replaceAll(" ", "").replace(",", ".").split(".");
  return Number(hela) * 100 + Number(delar.padEnd(2, "0"));
}

function visa(ore) {
  if (ore === null || !Number.isSafeInteger(ore)) return "–";
  return kronor.format(ore / 100).replace(/,00$/, "").replace("-", "−");
}

function summera() {
  const delar = [...form.querySelectorAll("[data-kostnad]")].map((falt) => lasOre(falt.value));
  const summa = delar.includes(null) ? null : delar.reduce((a, b) => a + b, 0);
  const utrymme = form.dataset.utrymme === "" ? null : Math.round(form.dataset.utrymme * 100);
  const kvar = summa === null || utrymme === null ? null : utrymme - summa;
  for (const plats of form.querySelectorAll("[data-summa]")) plats.textContent = visa(summa);
  for (const plats of form.querySelectorAll("[data-kvar]")) plats.textContent = visa(kvar);
  const arOver = kvar === null ? utrymme === null && summa > 0 : kvar < 0;
  form.querySelector("[data-over]").hidden = !arOver;
}

form.addEventListener("input", (handelse) => {
  if (handelse.target.matches("[data-kostnad]")) summera();
});
// A page that the browser shows again, or a text that came back after a new login.
window.addEventListener("pageshow", summera);
