// The palette's list comes from the server; this moves the choice with the arrows and opens it with Enter.
const palette = document.getElementById('palette')
const box = palette?.querySelector('input')
const options = () => [...palette.querySelectorAll('[role="option"]')]

function choose(index) {
  const all = options()
  if (!all.length) return box.removeAttribute('aria-activedescendant')
  const at = (index + all.length) % all.length
  all.forEach((option, i) => option.setAttribute('aria-selected', String(i === at)))
  box.setAttribute('aria-activedescendant', all[at].id)
  all[at].scrollIntoView({ block: 'nearest' })
}

if (palette) {
  new MutationObserver(() => palette.open && box.dispatchEvent(new Event('palette:open'))).observe(palette, { attributeFilter: ['open'] })
  box.addEventListener('palette:open', () => box.select())
  palette.addEventListener('htmx:after:swap', () => choose(0))
  box.addEventListener('keydown', event => {
    const chosen = options().findIndex(option => option.ariaSelected === 'true')
    if (event.key === 'ArrowDown') choose(chosen + 1)
    else if (event.key === 'ArrowUp') choose(chosen - 1)
    else if (event.key === 'Enter') options()[chosen]?.click()
    else return
    event.preventDefault()
  })
}
