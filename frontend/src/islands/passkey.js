// A form that the browser's passkey dialog fills: data-ceremony create or get, options inside the form or at data-options.
const parse = { create: 'parseCreationOptionsFromJSON', get: 'parseRequestOptionsFromJSON' }

export default function passkey(form) {
  const { ceremony, options, failed, unsupported } = form.dataset
  const trouble = form.querySelector('[role=alert]')
  const say = text => {
    trouble.textContent = text
    trouble.hidden = false
  }
  form.addEventListener('submit', async event => {
    event.preventDefault()
    trouble.hidden = true
    if (!window.PublicKeyCredential?.[parse[ceremony]]) return say(unsupported)
    try {
      const asked = await ask(form, options)
      const publicKey = window.PublicKeyCredential[parse[ceremony]]((asked.creation_options ?? asked.request_options).publicKey)
      const made = await navigator.credentials[ceremony]({ publicKey })
      form.elements.credential.value = JSON.stringify(made)
      form.submit()
    } catch (error) {
      // Whoever closes the dialog, waits too long or has no fitting key gets a DOMException; TypeError is a network that is away.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error
      say(failed)
    }
  })
}

async function ask(form, url) {
  if (!url) return JSON.parse(form.querySelector('script[type="application/json"]').textContent)
  const answer = await fetch(url, { headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' } })
  if (!answer.ok) throw new TypeError(answer.statusText)
  return answer.json()
}
