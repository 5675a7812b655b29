// A long or multiple <select> with a search box. The select itself stays in the page and is what gets submitted.
import TomSelect from 'tom-select/base'
import removeButton from 'tom-select/plugins/remove_button/plugin.js'

TomSelect.define('remove_button', removeButton)

export default function select(element) {

  const { control_input: input, wrapper } = new TomSelect(element, {
    create: false, maxOptions: 200, plugins: element.multiple ? { remove_button: { title: element.dataset.removeText || '×' } } : {},
  })
  element.setAttribute('aria-hidden', 'true')

  for (const name of ['aria-describedby', 'aria-invalid']) {
    if (element.hasAttribute(name)) input.setAttribute(name, element.getAttribute(name))
  }
  wrapper.classList.remove('form-select', 'form-control')
}
