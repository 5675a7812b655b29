// Tables: a click on a row opens it, ticks gather rows for the bulk bar; the links inside remain the way for keyboards.
document.addEventListener('click', event => {
  const row = event.target.closest('tr[data-href]')
  if (!row || event.target.closest('a, button, input, label, select, summary') || getSelection().toString()) return
  if (event.metaKey || event.ctrlKey) open(row.dataset.href, '_blank')
  else location.assign(row.dataset.href)
})

document.addEventListener('change', event => {
  const scope = event.target.closest('[data-rows]')
  if (!scope || !event.target.matches('.row-check, .row-check-all')) return
  const ticks = [...scope.querySelectorAll('.row-check')]
  const all = scope.querySelector('.row-check-all')
  if (event.target === all) ticks.forEach(tick => { tick.checked = all.checked })
  const count = ticks.filter(tick => tick.checked).length
  all.checked = count > 0 && count === ticks.length
  all.indeterminate = count > 0 && count < ticks.length
  const bar = scope.querySelector('.bulk')
  if (!bar) return
  bar.hidden = count === 0
  bar.querySelector('[data-count]').textContent = count
})

document.addEventListener('click', event => {
  const clear = event.target.closest('[data-clear-rows]')
  if (!clear) return
  const all = clear.closest('[data-rows]').querySelector('.row-check-all')
  all.checked = false
  all.dispatchEvent(new Event('change', { bubbles: true }))
})
