// allauth tells of a key that could not be used in the console alone: say it on the page.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const box = document.getElementById("nyckelfel");
  box.hidden = false;
  box.focus();
});
