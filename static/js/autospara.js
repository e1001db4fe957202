// Saves each field of the step while the user writes. The page works without it.
//
// Beside each field a hidden one, fore-<key>, holds the text that is stored as far as this page
// knows; the server refuses a change made from any other. What is on its way is sent one request
// at a time, and the same request again until it has been answered: an answer that was lost then
// never looks like somebody else's change.

const PAUS = 1000;
const NYTT_FORSOK = 5000;

const FOR_STORT = "texten går inte att ta emot. Korta den och ladda om sidan.";
const STANGT = "du kan inte längre skriva i rapporten. Kopiera din text och ladda om sidan.";
// Answers after which there is no use in trying again, and what to say when they say nothing.
const NEKANDEN = new Map([
  [400, FOR_STORT],
  [403, STANGT],
  [404, STANGT],
  [409, STANGT],
  [413, FOR_STORT],
]);

const form = document.querySelector("form[data-spara]");
const status = document.getElementById("sparat");
const mall = document.getElementById("konfliktmall");

const osparade = new Set(); // keys that wait for their turn
const nekade = new Set(); // refused as they are written, or in conflict: they wait for the user
let tidtagning = null;
let arbete = null; // the promise of the loop that sends, while there is anything to send
let vack = null; // ends the wait before a new attempt
let stoppad = false; // the report is locked, or the right is gone
let lamnar = false;

const fore = (nyckel) => form.elements[`fore-${nyckel}`];
const falt = (nyckel) => form.elements[nyckel];
const nyckelAv = (element) => (fore(element.name) ? element.name : null);
const rutaFor = (nyckel) => document.getElementById(`fel_${nyckel}`);

function varde(nyckel) {
  const element = falt(nyckel);
  if (element.type === "checkbox") return element.checked ? element.value : "";
  return element.value;
}

function satt(nyckel, text) {
  const element = falt(nyckel);
  if (element.type === "checkbox") element.checked = text !== "";
  else if (element instanceof RadioNodeList) {
    for (const val of element) val.checked = val.value === text;
  } else element.value = text;
  form.querySelector(`[name="${nyckel}"]`).dispatchEvent(new Event("change", { bubbles: true }));
}

function sattOgiltig(nyckel, isOgiltig) {
  for (const element of form.querySelectorAll(`[name="${nyckel}"]`)) {
    if (isOgiltig) element.setAttribute("aria-invalid", "true");
    else element.removeAttribute("aria-invalid");
  }
}

function beratta(text, sort = "") {
  status.className = `sparat ${sort}`;
  if (status.textContent !== text) status.textContent = text;
}

function berattaFel(text) {
  beratta(`Inte sparat: ${text}`, "sparat-fel");
}

function berattaUtloggad() {
  berattaFel("du är utloggad. ");
  const lank = document.createElement("a");
  lank.href = form.dataset.loggaIn;
  lank.target = "_blank";
  lank.textContent = "Logga in i en ny flik";
  status.append(lank, ", så sparas det du har skrivit här.");
}

function markera(nyckel, vanta) {
  nekade.delete(nyckel);
  osparade.add(nyckel);
  clearTimeout(tidtagning);
  tidtagning = setTimeout(borja, vanta);
}

function borja() {
  clearTimeout(tidtagning);
  if (arbete === null && osparade.size > 0 && !stoppad) {
    arbete = arbeta().finally(() => {
      arbete = null;
    });
  }
  return arbete ?? Promise.resolve();
}

async function arbeta() {
  while (osparade.size > 0 && !stoppad) {
    const texter = new Map([...osparade].map((nyckel) => [nyckel, varde(nyckel)]));
    osparade.clear();
    const kropp = new URLSearchParams();
    for (const [nyckel, text] of texter) {
      kropp.append(nyckel, text);
      kropp.append(`fore-${nyckel}`, fore(nyckel).value);
    }
    beratta("Sparas…");
    const svar = await leverera(kropp);
    if (svar === null) {
      for (const nyckel of texter.keys()) osparade.add(nyckel);
      return;
    }
    for (const [nyckel, utfall] of Object.entries(svar.falt)) taEmot(nyckel, utfall, texter);
    for (const [steg, lage] of Object.entries(svar.lagen)) {
      document.querySelector(`[data-lage="${steg}"]`).textContent = lage;
    }
    if (nekade.size === 0) beratta(svar.sparat);
    else berattaFel("se det som är markerat nedan.");
  }
}

// The server's answer, null when nothing more can be saved.
async function leverera(kropp) {
  let isNyBiljett = false;
  for (;;) {
    kropp.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const svar = await hamta(form.dataset.spara, { method: "POST", body: kropp });
    if (svar?.ok) return svar.json();
    let status = svar?.status;
    if (status === 403 && !isNyBiljett) {
      status = await fornyaBiljett();
      if (status === 200) {
        isNyBiljett = true;
        continue;
      }
    }
    if (NEKANDEN.has(status)) {
      stoppad = true;
      const text = await svar.json().then((fel) => fel.fel, () => null);
      berattaFel(text ?? NEKANDEN.get(status));
      return null;
    }
    if (status === 401) berattaUtloggad();
    else berattaFel("ingen kontakt med tjänsten. Texten finns kvar här, och vi försöker igen.");
    isNyBiljett = false;
    await vanta();
  }
}

// Who has logged in again, in another tab, needs a new token in this page. The answer's status.
async function fornyaBiljett() {
  const svar = await hamta(location.pathname);
  if (!svar?.ok) return svar?.status;
  const sida = new DOMParser().parseFromString(await svar.text(), "text/html");
  const biljett = sida.querySelector("form[data-spara] [name=csrfmiddlewaretoken]");
  if (biljett === null) return 403;
  form.elements.csrfmiddlewaretoken.value = biljett.value;
  return 200;
}

// The answer, undefined without contact. It is asked for as a script, so that a session that has
// ended is told as such and not by the login page.
function hamta(adress, val = {}) {
  return fetch(adress, { ...val, headers: { Accept: "application/json" } }).catch(() => undefined);
}

function vanta() {
  return new Promise((klar) => {
    vack = klar;
    setTimeout(klar, NYTT_FORSOK);
  });
}

function taEmot(nyckel, utfall, texter) {
  const ruta = rutaFor(nyckel);
  ruta.replaceChildren();
  if ("fore" in utfall) {
    sattOgiltig(nyckel, false);
    fore(nyckel).value = utfall.fore;
    stad(ruta);
    return;
  }
  // Written further since: the new text is on its way and gets its own answer.
  if (osparade.has(nyckel) && "fel" in utfall) return;
  osparade.delete(nyckel);
  nekade.add(nyckel);
  ruta.closest(".fraga").classList.add("field-invalid");
  sattOgiltig(nyckel, "fel" in utfall);
  if ("fel" in utfall) {
    const text = document.createElement("p");
    text.className = "field-error";
    text.textContent = utfall.fel;
    ruta.append(text);
    return;
  }
  visaKonflikt(nyckel, utfall, ruta);
}

// The field is not saved again until the user has chosen.
function visaKonflikt(nyckel, utfall, ruta) {
  const box = mall.content.cloneNode(true);
  box.querySelector("[data-vem]").textContent = `${utfall.vem}, till:`;
  box.querySelector("[data-text]").textContent = utfall.visat;
  const avgor = (text) => {
    fore(nyckel).value = utfall.konflikt;
    ruta.replaceChildren();
    delete ruta.dataset.konflikt;
    stad(ruta);
    nekade.delete(nyckel);
    if (text !== null) satt(nyckel, text);
    markera(nyckel, 0);
    form.querySelector(`[name="${nyckel}"]`).focus();
  };
  box.querySelector("[data-behall]").addEventListener("click", () => avgor(null));
  box.querySelector("[data-anvand]").addEventListener("click", () => avgor(utfall.konflikt));
  ruta.dataset.konflikt = "";
  ruta.append(box);
}

function stad(ruta) {
  const fraga = ruta.closest(".fraga");
  if (!fraga.querySelector(".faltfel > *")) fraga.classList.remove("field-invalid");
}

function arKlar() {
  return osparade.size === 0 && nekade.size === 0 && arbete === null;
}

// Whether all could be saved within a few seconds.
async function sparaKlart() {
  await Promise.race([borja(), new Promise((klar) => setTimeout(klar, 3000))]);
  return arKlar();
}

function skrivet(event, paus) {
  const nyckel = nyckelAv(event.target);
  if (nyckel === null || "konflikt" in rutaFor(nyckel).dataset) return;
  markera(nyckel, paus);
}

if (form) {
  document.getElementById("sparsatt").textContent = "Allt du skriver sparas medan du skriver.";
  form.addEventListener("input", (event) => skrivet(event, PAUS));
  form.addEventListener("change", (event) => skrivet(event, 0));

  // The form sends all its fields, but a request on its way must be answered first: the form would
  // be in conflict with it. And what has been saved survives a session that has ended.
  form.addEventListener("submit", async (event) => {
    if (stoppad || (osparade.size === 0 && arbete === null)) {
      lamnar = true;
      return;
    }
    event.preventDefault();
    const knapp = event.submitter;
    await sparaKlart();
    if (arbete === null) form.requestSubmit(knapp);
  });

  document.addEventListener("click", async (event) => {
    const lank = event.target.closest("a[href]");
    const isVanlig = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!lank || lank.target || !isVanlig || lank.getAttribute("href").startsWith("#")) return;
    if (arKlar()) return;
    event.preventDefault();
    await sparaKlart();
    location.assign(lank.href);
  });

  addEventListener("beforeunload", (event) => {
    if (!lamnar && !arKlar()) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    lamnar = false;
  });
  for (const handelse of ["online", "focus"]) addEventListener(handelse, () => vack?.());
}
