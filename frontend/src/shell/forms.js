// Forms work by themselves; this adds four courtesies: no double submit, Ctrl-Enter, instant filters, and a way to the errors.
document.addEventListener('submit', event => {
  const form = event.target
  if (event.defaultPrevented || form.method === 'dialog') return
  if (form.dataset.busy !== undefined) return event.preventDefault()
  if (form.method !== 'post' || form.target) return
  form.dataset.busy = ''
  const button = event.submitter
  // Only after the browser has read the form: a disabled button would not be sent.
  setTimeout(() => {
    button?.classList.add('is-busy')
    button?.setAttribute('aria-disabled', 'true')
  })
})

document.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  const form = event.target.closest('form')
  if (!form) return
  event.preventDefault()
  form.requestSubmit(form.querySelector('.btn-primary[type="submit"]'))
})

const settle = scope => {
  for (const form of [scope, ...scope.querySelectorAll('form[data-busy]')]) delete form.dataset?.busy
  for (const button of scope.querySelectorAll('.btn.is-busy')) {
    button.classList.remove('is-busy')
    button.removeAttribute('aria-disabled')
  }
}
document.addEventListener('htmx:finally:request', () => settle(document))
addEventListener('pageshow', event => event.persisted && settle(document))

document.addEventListener('change', event => {
  if (event.target.closest('[data-submit-on-change]')) event.target.form.requestSubmit()
})

document.querySelector('.error-summary')?.focus()
document.addEventListener('click', event => {
  const link = event.target.closest('.error-summary a[href^="#"]')
  if (!link) return
  event.preventDefault()
  const field = document.getElementById(link.hash.slice(1))
  field?.scrollIntoView({ block: 'center' })
  field?.focus({ preventScroll: true })
})

// The key that makes a repeated submit harmless belongs to the submit alone, not to the live checks on the way to it.
document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
  if (!ctx.sourceElement?.matches('form')) ctx.request.body?.delete?.('idempotency_key')
})
