// Keeps what is written in a form until it has been stored: a session may have ended meanwhile,
// and the login page then takes the place of the answer. The text stays in this tab alone.

const valbara = ["radio", "checkbox"];
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
    } else if (element && element.checked !== vald && (vald || element.type === "checkbox")) {
      element.checked = vald;
      antal += 1;
    }
  }
  return antal;
}

if (form) {
  const nyckel = `formvakt:${location.pathname}:${form.dataset.vakta}`;
  form.addEventListener("submit", () => {
    const varden = lasFalt().map((e) => {
      return [e.name, e.value, valbara.includes(e.type) ? e.checked : null];
    });
    sessionStorage.setItem(nyckel, JSON.stringify(varden));
  });
  const sparat = sessionStorage.getItem(nyckel);
  sessionStorage.removeItem(nyckel);
  // The server writes some answers in its own way: 50000 comes back as 50 000.
  const arSparat = document.querySelector(".messages .success") !== null;
  if (sparat !== null && !arSparat && aterstall(JSON.parse(sparat)) > 0) {
    const rad = document.getElementById("formvakt");
    rad.hidden = false;
    rad.focus();
  }
}
