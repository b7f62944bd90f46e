// Runs before the first paint so that the page never flashes the wrong theme.
// The choice is written by src/lib/theme.ts.
(function () {
  var choice = "system";
  try {
    choice = localStorage.getItem("flowchat.theme") || "system";
  } catch {
    // Storage is blocked: follow the system.
  }
  var dark =
    choice === "dark" ||
    (choice === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
