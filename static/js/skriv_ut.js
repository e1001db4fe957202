const knapp = document.getElementById("skriv-ut");
knapp.hidden = false;
knapp.addEventListener("click", () => window.print());
