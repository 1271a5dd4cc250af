// A button that fills in where the telephone is. It shows itself only where that can be asked; without it the fields are
// typed or left empty. What happened is said beside it, also to those who listen.
document.querySelectorAll("button[data-locate]").forEach(function (button) {
  var fields = button.dataset.locate.split(" ").map(function (id) { return document.getElementById(id); });
  if (!navigator.geolocation || !window.isSecureContext || fields.indexOf(null) >= 0) return;
  var said = document.createElement("span");
  said.setAttribute("role", "status");
  button.after(said);
  fields[0].closest(".field").before(button.parentNode);
  button.hidden = false;
  button.addEventListener("click", function () {
    button.disabled = true;
    said.textContent = button.dataset.working;
    navigator.geolocation.getCurrentPosition(function (found) {
      fields[0].value = found.coords.latitude.toFixed(6);
      fields[1].value = found.coords.longitude.toFixed(6);
      said.textContent = button.dataset.done.replace("{metres}", Math.round(found.coords.accuracy));
      button.disabled = false;
    }, function () {
      said.textContent = button.dataset.failed;
      button.disabled = false;
    }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 30000 });
  });
});
