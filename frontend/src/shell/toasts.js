// Notes that the server rendered into #toasts go away by themselves unless they tell of a failure; hovering keeps them.
const list = document.getElementById('toasts')

function watch(note) {
  if (note.dataset.watched !== undefined) return
  note.dataset.watched = ''
  note.querySelector('.close')?.addEventListener('click', () => note.remove())
  if (note.classList.contains('tone-red')) return
  let timer = setTimeout(() => note.remove(), 6000)
  note.addEventListener('pointerenter', () => clearTimeout(timer))
  note.addEventListener('focusin', () => clearTimeout(timer))
  note.addEventListener('pointerleave', () => { timer = setTimeout(() => note.remove(), 3000) })
}

export function readToasts(scope) {
  scope.querySelectorAll('.toast-note').forEach(watch)
}

/** Shows one line from a script, built from the template that the server rendered (so its words are translated). */
export function toast(text, tone = 'green') {
  const note = document.getElementById('toast-template')?.content.firstElementChild.cloneNode(true)
  if (!note || !text) return
  note.classList.add(`tone-${tone}`)
  note.querySelector('p').textContent = text
  list.append(note)
  watch(note)
}
