// Begins a SCO with what its learner left off with, and reports what it says: when it commits, a moment after it changed something,
// and when the page goes away. Reports are numbered; one that is not newer than what is kept changes nothing there.
const QUIET_MS = 5000
const SETTINGS = { autocommit: false, lmsCommitUrl: false, autoProgress: false, logLevel: 5 }

export default function run(API, name, { set, commit, finish }) {
  const start = JSON.parse(document.getElementById('start').textContent)
  const api = new API({ ...SETTINGS })
  api.loadFromJSON(start.cmi, 'cmi')
  let { sequence } = start, isChanged = false, timer, isOver = false

  const report = isLast => {
    clearTimeout(timer)
    if (!isChanged || isOver) return
    isChanged = false
    const { cmi } = api.renderCommitCMI(true)
    const body = JSON.stringify({ sequence: ++sequence, cmi })
    if (isLast && navigator.sendBeacon('reports/', body)) return
    fetch('reports/', { method: 'POST', body, keepalive: body.length < 60_000, credentials: 'omit' }).then(answered, () => { isChanged = true })
  }
  const answered = async response => {
    if (response.ok) return
    const { detail } = await response.json()
    isOver = response.status === 409
    const over = document.getElementById('over')
    over.textContent = detail
    over.hidden = false
  }
  const soon = () => {
    isChanged = true
    clearTimeout(timer)
    timer = setTimeout(report, QUIET_MS)
  }
  api.on(set, soon)
  for (const event of [commit, finish]) api.on(event, () => { isChanged = true; report(false) })
  addEventListener('pagehide', () => report(true))

  window[name] = api
  const frame = document.getElementById('package')
  frame.src = frame.dataset.entry
}
