// A comment that nobody needs to write waits behind a button. Without this script all are shown.

for (const block of document.querySelectorAll(".ar-kommentar")) {
  const fraga = block.closest(".fraga");
  const text = block.querySelector("textarea");
  const knapp = document.createElement("button");
  knapp.type = "button";
  knapp.className = "button-link skriv-kommentar";
  knapp.textContent = "Skriv en kommentar";
  knapp.setAttribute("aria-describedby", fraga.querySelector("legend").id);

  const kravs = () => fraga.querySelector(".ar-samst:checked") !== null;
  const visa = (synlig) => {
    block.hidden = !synlig;
    knapp.hidden = synlig;
  };

  block.before(knapp);
  const behovs = fraga.matches(".field-invalid, :has(.kanslikommentar)");
  visa(text.value !== "" || kravs() || behovs);
  knapp.addEventListener("click", () => {
    visa(true);
    text.focus();
  });
  fraga.addEventListener("change", () => {
    if (kravs()) visa(true);
    else if (text.value === "" && document.activeElement !== text) visa(false);
  });
}

// A link may lead to a comment that has just been hidden.
const mal = document.getElementById(location.hash.slice(1));
const gomd = mal?.closest(".ar-kommentar[hidden]");
if (gomd) {
  gomd.previousElementSibling.click();
}
