// Popovers open and close by themselves; arrows walk through a menu, and older browsers get it placed by hand.
document.addEventListener('toggle', event => {
  const menu = event.target
  if (!menu.matches?.('.menu-pop') || event.newState !== 'open') return
  if (!CSS.supports('position-area: block-end')) place(menu)
  if (!menu.querySelector('[autofocus]')) menu.querySelector('a, button')?.focus({ preventScroll: true })
}, true)

document.addEventListener('keydown', event => {
  const menu = event.target.closest?.('.menu-pop')
  if (!menu || !['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key) || event.target.matches('input, select, textarea')) return
  event.preventDefault()
  const items = [...menu.querySelectorAll('a[href], button:not(:disabled), input:not([type=hidden]), select')]
  const at = items.indexOf(document.activeElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
  items.at(to % items.length)?.focus()
})

function place(menu) {
  const opener = document.querySelector(`[popovertarget="${menu.id}"]`).getBoundingClientRect()
  const { width, height } = menu.getBoundingClientRect()
  const below = opener.bottom + height < innerHeight
  const rtl = document.documentElement.dir === 'rtl'
  const left = rtl !== menu.classList.contains('menu-start') ? opener.left : opener.right - width
  menu.style.top = `${below ? opener.bottom : Math.max(8, opener.top - height - 12)}px`
  menu.style.left = `${Math.min(Math.max(8, left), innerWidth - width - 8)}px`
}
