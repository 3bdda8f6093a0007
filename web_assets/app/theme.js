// Runs before the first paint, so it is no module: the page must not flash in the other theme.
(() => {
  let theme = "system";
  try {
    theme = JSON.parse(localStorage.getItem("proxlb-ui.theme") ?? '"system"');
  } catch {
    theme = "system";
  }
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
