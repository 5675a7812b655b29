// [data-copy]: the button copies that text and says so for two seconds.
document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy]')
  if (!button) return
  await navigator.clipboard.writeText(button.dataset.copy)
  const label = button.getAttribute('aria-label')
  button.setAttribute('aria-label', button.dataset.copied)
  button.classList.add('is-copied')
  setTimeout(() => {
    button.setAttribute('aria-label', label)
    button.classList.remove('is-copied')
  }, 2000)
})
