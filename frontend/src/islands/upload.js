// Dropping files onto the field, and a list of what was chosen with its size; refuses at once what the server would refuse.
export default function upload(element) {
  const input = element.querySelector('input[type="file"]')
  const list = element.querySelector('[data-files]')
  const limit = Number(element.dataset.maxBytes || Infinity)
  const size = new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 })

  const show = () => {
    list.replaceChildren(...[...input.files].map(file => {
      const item = document.createElement('li')
      const isTooLarge = file.size > limit
      item.textContent = `${file.name} · ${size.format(file.size / 1e6)}${isTooLarge ? ` · ${element.dataset.tooLarge}` : ''}`
      item.classList.toggle('form-error', isTooLarge)
      return item
    }))
    input.setCustomValidity([...input.files].some(file => file.size > limit) ? element.dataset.tooLarge : '')
  }
  input.addEventListener('change', show)
  element.addEventListener('dragover', event => {
    event.preventDefault()
    element.classList.add('is-over')
  })
  element.addEventListener('dragleave', () => element.classList.remove('is-over'))
  element.addEventListener('drop', event => {
    event.preventDefault()
    element.classList.remove('is-over')
    input.files = event.dataTransfer.files
    input.dispatchEvent(new Event('change', { bubbles: true }))
  })
}
