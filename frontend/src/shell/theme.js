// The server writes the theme into the page (no flash); the switch changes it at once and tells the server.
import { post } from '../http.js'

const root = document.documentElement
const systemIsDark = matchMedia('(prefers-color-scheme: dark)')
const isDark = () => root.dataset.bsTheme === 'dark' || (root.dataset.bsTheme !== 'light' && systemIsDark.matches)

document.addEventListener('submit', event => {
  const form = event.target.closest('form[data-theme-form]')
  if (!form) return
  event.preventDefault()
  const wanted = event.submitter?.value
  root.dataset.bsTheme = wanted === 'toggle' ? (isDark() ? 'light' : 'dark') : wanted
  for (const choice of document.querySelectorAll('[data-theme-choice]')) {
    choice.setAttribute('aria-pressed', String(choice.value === root.dataset.bsTheme))
  }
  document.dispatchEvent(new Event('themechange'))
  post(form.action, { theme: root.dataset.bsTheme, next: '/' }, { redirect: 'manual' }).catch(() => {})
}, true)
systemIsDark.addEventListener('change', () => document.dispatchEvent(new Event('themechange')))
