const islands = {
  board: () => import('./islands/board.js'),
  chart: () => import('./islands/chart.js'),
  combobox: () => import('./islands/combobox.js'),
  draft: () => import('./islands/draft.js'),
  passkey: () => import('./islands/passkey.js'),
  select: () => import('./islands/select.js'),
  upload: () => import('./islands/upload.js'),
}

/** Loads and starts every island in scope once; an island is a module whose default export takes its element. */
export function mountIslands(scope) {
  for (const element of scope.querySelectorAll('[data-island]:not([data-mounted])')) {
    element.dataset.mounted = ''
    islands[element.dataset.island]().then(module => module.default(element))
  }
}
