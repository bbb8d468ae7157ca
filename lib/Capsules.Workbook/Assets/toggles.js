// Light or dark, code shown or folded: as the reader last chose; before that, as the system says, and shown.
(() => {
  const root = document.documentElement;
  const read = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* for this page alone */ } };
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  if (read('theme')) root.dataset.theme = read('theme');

  addEventListener('DOMContentLoaded', () => {
    const theme = document.querySelector('#theme'), fold = document.querySelector('#fold');
    const name = () => { theme.textContent = isDark() ? 'light mode' : 'dark mode'; };
    theme.addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      keep('theme', root.dataset.theme);
      name();
    });
    system.addEventListener('change', name);
    name();

    const show = (open) => {
      for (const cell of document.querySelectorAll('details.source')) cell.open = open;
      fold.textContent = open ? 'hide code' : 'show code';
      fold.dataset.open = open;
      keep('code', open ? 'shown' : 'folded');
    };
    fold?.addEventListener('click', () => show(fold.dataset.open === 'false'));
    if (fold && read('code') === 'folded') show(false);
  });
})();
