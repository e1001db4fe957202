// Keeps what is written in a form until it has been stored: who leaves the page is asked first,
// and a session may have ended meanwhile, so that the login page takes the place of the answer.
// The text stays in this tab alone.

const valbara = ["radio", "checkbox"];
const namnrum = "formvakt:";
const form = document.querySelector("form[data-vakta]");

function lasFalt() {
  const andra = ["hidden", "submit", "button", "file"];
  return [...form.elements].filter((e) => e.name && !andra.includes(e.type));
}

// Each field as text: its name, its text, and for what is chosen whether it is.
function lasVarden() {
  return lasFalt().map((e) =>
    JSON.stringify([e.name, e.value, valbara.includes(e.type) ? e.checked : null]),
  );
}

// Put back what the page does not show; how many fields that were.
function aterstall(sparat) {
  let antal = 0;
  for (const [namn, text, vald] of sparat) {
    const element = lasFalt().find((e) => e.name === namn && (vald === null || e.value === text));
    if (vald === null && element && element.value.trim() !== text.trim()) {
      element.value = text;
      antal += 1;
    } else if (element && element.checked !== vald && (vald || element.type === "checkbox")) {
      element.checked = vald;
      antal += 1;
    }
  }
  return antal;
}

// The answer that it is stored may be another page than the form's.
if (document.querySelector(".messages .success") !== null) {
  Object.keys(sessionStorage)
    .filter((nyckel) => nyckel.startsWith(namnrum))
    .forEach((nyckel) => sessionStorage.removeItem(nyckel));
}

if (form) {
  const nyckel = `${namnrum}${location.pathname}:${form.dataset.vakta}`;
  // What was refused comes back in the form, and is not stored either.
  const arNekat = document.querySelector(".error-summary") !== null;
  const visade = new Set(arNekat ? [] : lasVarden());
  const andrade = () => lasVarden().filter((varde) => !visade.has(varde));
  let skickas = false;
  form.addEventListener("submit", () => {
    skickas = true;
    sessionStorage.setItem(nyckel, `[${andrade()}]`);
  });
  addEventListener("beforeunload", (event) => {
    if (!skickas && andrade().length > 0) event.preventDefault();
  });
  const sparat = sessionStorage.getItem(nyckel);
  sessionStorage.removeItem(nyckel);
  if (sparat !== null && aterstall(JSON.parse(sparat)) > 0) {
    const rad = document.getElementById("formvakt");
    rad.hidden = false;
    rad.focus();
  }
}
