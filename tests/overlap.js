() => {
  const describe = element => `${element.outerHTML.slice(0, 80)}…`
  const holdsText = element => [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim())

  // What floats on purpose (the bar, an open menu) covers the page; it is compared only within itself.
  const layerOf = element => {
    for (let e = element; e && e !== document.body; e = e.parentElement) {
      if (e.matches('dialog, [popover]') || ['fixed', 'sticky'].includes(getComputedStyle(e).position)) return e
    }
    return document.body
  }

  // The part of an element that its scrolling ancestors let through.
  const seenOf = element => {
    let { left, top, right, bottom } = element.getBoundingClientRect()
    for (let e = element.parentElement; e && e !== document.body; e = e.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(e)
      if (overflowX === 'visible' && overflowY === 'visible') continue
      const box = e.getBoundingClientRect()
      left = Math.max(left, box.left)
      right = Math.min(right, box.right)
      top = Math.max(top, box.top)
      bottom = Math.min(bottom, box.bottom)
    }
    return { left, top, right, bottom }
  }

  const texts = [...document.body.querySelectorAll('*')].filter(holdsText)
  const controls = document.body.querySelectorAll('a, button, input, select, textarea, img')
  const things = [...new Set([...texts, ...controls])]
    .filter(e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter(e => !e.closest('svg, script, template, .visually-hidden, .skip'))
    .map(element => ({ element, box: seenOf(element), layer: layerOf(element) }))
    .filter(({ box }) => box.right - box.left > 3 && box.bottom - box.top > 3)

  const found = []
  things.forEach((a, i) => things.slice(i + 1).forEach(b => {
    if (a.layer !== b.layer || a.element.contains(b.element) || b.element.contains(a.element)) return
    const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
    const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
    if (wide > 2 && high > 3) found.push(`${describe(a.element)} lies on ${describe(b.element)}`)
  }))
  return found.slice(0, 10)
}
