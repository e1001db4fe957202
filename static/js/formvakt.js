// Keeps what is written in a form until it has been stored: a session may have ended meanwhile,
// and the login page then takes the place of the answer. The text stays in this tab alone.

const form = document.querySelector("form[data-vakta]");

function lasFalt() {
  const andra = ["hidden", "submit", "button", "file"];
  return [...form.elements].filter((e) => e.name && !andra.includes(e.type));
}

// Put back what the page does not show; how many fields that were.
function aterstall(sparat) {
  let antal = 0;
  for (const [namn, text, vald] of sparat) {
    const element = lasFalt().find((e) => e.name === namn && (vald === null || e.value === text));
    if (vald === null && element && element.value.trim() !== text.trim()) {
      element.value = text;
      antal += 1;
    } else if (vald && element && !element.checked) {
      element.checked = true;
      antal += 1;
    }
  }
  return antal;
}

if (form) {
  const nyckel = `formvakt:${location.pathname}:${form.dataset.vakta}`;
  form.addEventListener("submit", () => {
    const varden = lasFalt().map((e) => [e.name, e.value, e.type === "radio" ? e.checked : null]);
    sessionStorage.setItem(nyckel, JSON.stringify(varden));
  });
  const sparat = sessionStorage.getItem(nyckel);
  sessionStorage.removeItem(nyckel);
  if (sparat !== null && aterstall(JSON.parse(sparat)) > 0) {
    const rad = document.getElementById("formvakt");
    rad.hidden = false;
    rad.focus();
  }
}
