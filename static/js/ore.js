// Amounts as they are typed in Swedish, in whole öre, and as they are shown.

const BELOPP = /^(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d{1,2})?$/;
const kronor = new Intl.NumberFormat("sv-SE", { minimumFractionDigits: 2 });

// Whole öre of what is typed; 0 for an empty field and null for what is no amount.
export function lasOre(text, { farVaraNegativt = false } = {}) {
  let ren = text.replace(/[\u00a0\u2009\u202f]/g, " ").trim();
  if (ren === "") return 0;
  const tecken = farVaraNegativt && /^[-\u2212]/.test(ren) ? -1 : 1;
  if (tecken < 0) ren = ren.slice(1).trim();
  if (!BELOPP.test(ren)) return null;
  const [hela, delar = ""] = ren.replaceAll(" ", "").replace(",", ".").split(".");
  return tecken * (Number(hela) * 100 + Number(delar.padEnd(2, "0")));
}

// Null where any of them is no amount.
export function summeraOre(delar) {
  return delar.includes(null) ? null : delar.reduce((a, b) => a + b, 0);
}

export function visaOre(ore) {
  if (ore === null || !Number.isSafeInteger(ore)) return "–";
  return kronor.format(ore / 100).replace(/,00$/, "").replace("-", "−");
}
