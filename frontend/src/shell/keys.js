// Single keys: g then a letter goes somewhere, c creates, ? lists the keys. data-keys="off" on <body> silences them (WCAG 2.1.4).
let wentAt = 0

document.addEventListener('keydown', event => {
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') return openPalette(event)
  if (event.metaKey || event.ctrlKey || event.altKey || document.body.dataset.keys === 'off') return
  if (event.target.closest('input, textarea, select, [contenteditable], dialog, [popover]:popover-open')) return
  const key = event.key.toLowerCase()
  if (Date.now() - wentAt < 1200) {
    wentAt = 0
    return follow(`[data-go="${CSS.escape(key)}"]`, event)
  }
  if (key === 'g') wentAt = Date.now()
  else if (key === '/') openPalette(event)
  else follow(`[data-key="${CSS.escape(key)}"]`, event)
})

function follow(selector, event) {
  const target = document.querySelector(selector)
  if (!target) return
  event.preventDefault()
  target.click()
}

function openPalette(event) {
  const palette = document.getElementById('palette')
  if (!palette) return
  event.preventDefault()
  if (!palette.open) palette.showModal()
}
