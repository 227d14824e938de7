// A screen that stopped must say so, and a wall must come back by itself: reload once the error strip shows.
const strip = document.getElementById('blazor-error-ui');
document.getElementById('reload').addEventListener('click', () => location.reload());
new MutationObserver(() => {
  if (getComputedStyle(strip).display !== 'none') setTimeout(() => location.reload(), 15_000);
}).observe(strip, { attributes: true, attributeFilter: ['style'] });
