// Keeps what is typed: posts the form to data-autosave-url a moment after the last change and says "Saved 10:42".
// Offline, the fields wait in this browser and come back when the form is opened again.
import { post } from '../http.js'

const PAUSE = 900

export default function draft(form) {
  const state = form.querySelector('[data-draft-state]')
  const kept = `draft:${form.dataset.autosaveUrl}`
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })
  const say = (text, time = '') => { if (state) state.textContent = [text, time].filter(Boolean).join(' ') }
  const fields = () => {
    const data = new FormData(form)
    for (const [name, value] of [...data]) if (value instanceof File || ['csrfmiddlewaretoken', 'idempotency_key'].includes(name)) data.delete(name)
    return new URLSearchParams(data)
  }
  let timer, saving, sent = fields().toString()

  const save = () => {
    const turn = (saving ?? Promise.resolve()).then(send).finally(() => { if (saving === turn) saving = undefined })
    saving = turn
  }

  async function send() {
    const body = fields(), text = body.toString()
    if (text === sent) return
    say(form.dataset.saving)
    try {
      const response = await post(form.dataset.autosaveUrl, body)
      sent = text
      localStorage.removeItem(kept)
      // The first save of a new draft may answer with the address that later saves belong to.
      const next = response.headers.get('X-Draft-Url')
      if (next) form.dataset.autosaveUrl = next
      // Or with its id, which the form itself then sends along.
      if (form.elements.draft) form.elements.draft.value = response.headers.get('X-Draft-Id') ?? form.elements.draft.value
      say(form.dataset.saved, clock.format(new Date()))
    } catch {
      localStorage.setItem(kept, text)
      say(form.dataset.offline)
    }
  }

  function restore() {
    const waiting = localStorage.getItem(kept)
    if (!waiting) return
    for (const [name, value] of new URLSearchParams(waiting)) {
      const field = form.elements[name]
      if (!field) continue
      if (field instanceof RadioNodeList || field.type !== 'checkbox') field.value = value
      else field.checked = true
    }
    say(form.dataset.restored)
    later()
  }

  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(save, PAUSE)
  }
  form.addEventListener('input', later)
  form.addEventListener('change', later)
  addEventListener('online', save)
  form.addEventListener('submit', event => {
    clearTimeout(timer)
    // A save that is under way may be the one that says which draft this is.
    if (saving) {
      event.preventDefault()
      saving.then(() => form.requestSubmit(event.submitter))
      return
    }
    localStorage.removeItem(kept)
  })
  restore()
}
