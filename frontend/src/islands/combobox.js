// Typeahead over an address that answers <li role="option" data-value data-label>. Without script it is a plain text field,
// and the server resolves the text; with it, choosing an option also fills the hidden field with the record's id.
export default function combobox(element) {
  const input = element.querySelector('input[role="combobox"]')
  const list = element.querySelector('[role="listbox"]')
  const value = element.querySelector('input[type="hidden"]')
  const spinner = element.querySelector('.spinner')
  const options = () => [...list.querySelectorAll('[role="option"]')]
  let timer, asked

  const close = () => {
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
  const mark = index => {
    const all = options()
    if (!all.length) return
    const at = (index + all.length) % all.length
    all.forEach((option, i) => option.setAttribute('aria-selected', String(i === at)))
    input.setAttribute('aria-activedescendant', all[at].id)
    all[at].scrollIntoView({ block: 'nearest' })
  }
  const choose = option => {
    input.value = option.dataset.label ?? option.textContent.trim()
    if (value) value.value = option.dataset.value ?? ''
    close()
    // Others (live checks, drafts, dependent fields) listen to ordinary change events.
    ;(value ?? input).dispatchEvent(new Event('change', { bubbles: true }))
    input.dispatchEvent(new CustomEvent('combobox:choose', { bubbles: true, detail: { ...option.dataset } }))
  }
  const ask = async () => {
    asked?.abort()
    asked = new AbortController()
    spinner.hidden = false
    try {
      const url = new URL(element.dataset.url, location)
      url.searchParams.set('q', input.value.trim())
      const response = await fetch(url, { signal: asked.signal, headers: { 'HX-Request': 'true' } })
      if (!response.ok) return close()
      list.innerHTML = await response.text()
      options().forEach((option, i) => { option.id = `${list.id}-${i}` })
      list.hidden = !list.children.length
      input.setAttribute('aria-expanded', String(!list.hidden))
    } catch (error) {
      if (error.name !== 'AbortError') close()
    } finally {
      spinner.hidden = true
    }
  }

  input.addEventListener('input', () => {
    if (value) value.value = ''
    clearTimeout(timer)
    if (input.value.trim().length < Number(element.dataset.min ?? 2)) return close()
    timer = setTimeout(ask, 160)
  })
  input.addEventListener('keydown', event => {
    const at = options().findIndex(option => option.ariaSelected === 'true')
    if (event.key === 'Escape' && !list.hidden) close()
    else if (event.key === 'ArrowDown' && list.hidden) ask()
    else if (event.key === 'ArrowDown') mark(at + 1)
    else if (event.key === 'ArrowUp' && !list.hidden) mark(at - 1)
    else if (event.key === 'Enter' && !list.hidden && at >= 0) choose(options()[at])
    else return
    event.preventDefault()
  })
  // pointerdown would take the focus away before the click arrives.
  list.addEventListener('pointerdown', event => event.preventDefault())
  list.addEventListener('click', event => {
    const option = event.target.closest('[role="option"]')
    if (option) choose(option)
  })
  input.addEventListener('blur', () => setTimeout(close, 120))
  // Whoever typed while this module was still on its way is answered now.
  if (document.activeElement === input && input.value.trim().length >= Number(element.dataset.min ?? 2)) ask()
}
