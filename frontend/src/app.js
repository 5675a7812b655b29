// What every page needs; heavier parts load only where a [data-island] asks for them.
import htmx from 'htmx.org'
import { mountIslands } from './islands.js'
import './shell/clipboard.js'
import './shell/dialogs.js'
import './shell/forms.js'
import './shell/keys.js'
import './shell/live.js'
import './shell/menus.js'
import './shell/palette.js'
import './shell/rows.js'
import './shell/theme.js'
import { refreshTimes } from './shell/times.js'
import { readToasts, toast } from './shell/toasts.js'

window.htmx = htmx

function enliven(scope) {
  mountIslands(scope)
  refreshTimes(scope)
}

enliven(document)
readToasts(document)
document.addEventListener('htmx:after:swap', () => {
  enliven(document)
  readToasts(document)
})

// A request that could not be answered at all must not look like a button that does nothing.
document.addEventListener('htmx:error', () => toast(document.body.dataset.offlineText, 'red'))

const wait = document.querySelector('.bar-wait')
let waiting = 0
document.addEventListener('htmx:before:request', () => { if (wait) wait.hidden = ++waiting === 0 })
document.addEventListener('htmx:finally:request', () => { if (wait) wait.hidden = (waiting = Math.max(0, waiting - 1)) === 0 })
