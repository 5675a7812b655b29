() => {
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= width) return []
  const describe = element => `${element.outerHTML.slice(0, 80)}…`
  const scrolls = element => {
    for (let e = element.parentElement; e && e !== document.body; e = e.parentElement) {
      if (getComputedStyle(e).overflowX !== 'visible') return true
    }
    return false
  }
  const sticksOut = element => {
    const { left, right } = element.getBoundingClientRect()
    return (right > width + 1 || left < -1) && element.checkVisibility() && !scrolls(element)
  }
  return ['the page is wider than the window', ...[...document.body.querySelectorAll('*')].filter(sticksOut).slice(0, 5).map(describe)]
}
