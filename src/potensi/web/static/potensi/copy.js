// A button that copies a text field. It shows itself only where copying works, so that without it nothing is promised;
// what happened is said beside it, also to those who listen.
document.querySelectorAll("button[data-copy]").forEach(function (button) {
  var field = document.getElementById(button.dataset.copy);
  if (!field || !navigator.clipboard) return;
  var said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "said";
  button.after(said);
  button.hidden = false;
  button.addEventListener("click", function () {
    navigator.clipboard.writeText(field.value).then(function () {
      said.textContent = button.dataset.copied;
      setTimeout(function () { said.textContent = ""; }, 4000);
    }, function () { field.focus(); field.select(); });
  });
});
