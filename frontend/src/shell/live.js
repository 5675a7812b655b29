// News for the open page: asks once a second while somebody looks at it, and fetches what changed under the session's own rights.
//
// A region ([data-live="topic …"], with an id) is fetched from data-live-url, or from the page's own address, and morphed in
// place: focus, typed text and scroll stay. A form somebody has begun is never touched; where it would be lost, or the region
// says data-live-offer, the news is offered instead.
import htmx from 'htmx.org'
import { mountIslands } from '../islands.js'
import { refreshTimes } from './times.js'

const EVERY = 1000, LONGEST = 30000, QUIET = 5000
const headers = { 'X-Steelyard-Background': '1' }
const page = document.body.dataset
const known = new Map(), served = new Map(), stale = new Set(), rests = new Map()
let since = page.liveSince, failures = 0, timer, morph
let kept = new Set()

htmx.registerExtension('live', {
  init: api => { morph = api.morph },
  // Islands draw themselves; what somebody opened stays open.
  htmx_before_morph_node: element => !kept.has(element) && element.dataset?.mounted === undefined,
  htmx_before_morph_attr: (_, { attrName }) => attrName !== 'open',
})

const regions = () => [...document.querySelectorAll('[data-live]')]
const topicsOf = region => region.dataset.live.split(' ')

/** What a region says, but for what only the clock changes. */
function wordsOf(region) {
  const copy = region.cloneNode(true)
  copy.querySelectorAll('time, script, template').forEach(element => element.remove())
  return copy.textContent.replace(/\s+/g, ' ')
}

async function ask() {
  timer = undefined
  const shown = regions()
  if (document.hidden || !shown.length) return
  try {
    const topics = [...new Set(shown.flatMap(topicsOf))]
    const response = await fetch(`${page.liveUrl}?since=${since}&on=${topics}`, { headers, redirect: 'manual', cache: 'no-store' })
    if (response.type === 'opaqueredirect') return say(page.signedOutText)
    if (!response.ok) throw new Error(`answered ${response.status}`)
    const told = await response.json()
    since = told.since
    for (const region of shown) if (topicsOf(region).some(topic => isNew(topic, told.news))) stale.add(region.id)
    for (const [topic, id] of Object.entries(told.news ?? {})) known.set(topic, id)
    await refresh()
    failures = 0
  } catch {
    failures += 1
  }
  timer = setTimeout(ask, Math.min(LONGEST, EVERY * 2 ** failures))
}

const isNew = (topic, news) => news === null || (topic in news && known.get(topic) !== news[topic])

/** Fetches what is stale, each address once; what changes all the time is left alone for longer and longer. */
async function refresh() {
  const ready = regions().filter(region => stale.has(region.id) && isRested(region.id) && !region.querySelector('tr:hover'))
  const byAddress = Map.groupBy(ready, region => region.dataset.liveUrl ?? location.href)
  await Promise.all([...byAddress].map(([address, group]) => fetchInto(address, group)))
}

async function fetchInto(address, group) {
  const began = Date.now()
  group.forEach(region => stale.delete(region.id))
  const response = await fetch(address, { headers, redirect: 'manual', cache: 'no-store' })
  if (isGone(response) && address === location.href) return offer()
  if (!response.ok) return
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const region of group) {
    renew(region, fresh.getElementById(region.id))
    const count = (rests.get(region.id)?.count ?? 0) + 1
    rests.set(region.id, { count, until: Date.now() + count * (Date.now() - began) })
  }
}

/** What the page shows is elsewhere now, or nowhere for this reader. */
const isGone = response => response.type === 'opaqueredirect' || response.status === 404

/** After each renewal a region rests for as long as all of them in a row took; a quiet while and it begins anew. */
function isRested(id) {
  const rest = rests.get(id)
  if (rest && Date.now() > rest.until + QUIET) rests.delete(id)
  return !rest || Date.now() > rest.until
}

function renew(region, fresh) {
  if (!fresh) return
  const words = wordsOf(fresh), isOther = words !== served.get(region.id)
  const begun = [...region.querySelectorAll('form')].filter(isBegun)
  const partners = begun.map(form => fresh.querySelector(`form[action="${CSS.escape(form.getAttribute('action') ?? '')}"]`))
  if (isOther && ('liveOffer' in region.dataset || partners.includes(null))) return offer()
  if (partners.includes(null)) return
  served.set(region.id, words)
  begun.forEach((form, place) => { form.id ||= `begun-${place}`; partners[place].id = form.id })
  const before = new Set([...region.querySelectorAll('.trail-entry')].map(wordsOf)), focused = document.activeElement
  const fragment = document.createDocumentFragment()
  fragment.append(document.adoptNode(fresh))
  kept = new Set(begun)
  morph(region, fragment, false)
  kept = new Set()
  htmx.process(region)
  mountIslands(region)
  refreshTimes(region)
  if (!focused.isConnected) region.focus({ preventScroll: true })
  if (isOther) tell(region, before)
}

/** Marks the entries that came, and says the newest, or what the region is called now. */
function tell(region, before) {
  const entries = [...region.querySelectorAll('.trail-entry')].filter(entry => !before.has(wordsOf(entry)))
  entries.forEach(entry => entry.classList.add('is-new'))
  const newest = entries[0]?.querySelector('.trail-head strong')?.textContent
  if (region.dataset.liveQuiet === undefined) say(region.ariaLabel ?? [page.liveText, newest].filter(Boolean).join(' '))
}

function offer() {
  const note = document.getElementById('live-offer')
  if (!note || !note.hidden) return
  note.querySelector('a').href = location.href
  note.hidden = false
}

function say(words) {
  const said = document.getElementById('live-said')
  if (said) said.textContent = words
}

function isBegun(form) {
  if (form.contains(document.activeElement) && document.activeElement.matches('input, textarea, select, [contenteditable]')) return true
  return [...form.elements].some(control => {
    if (control.type === 'hidden' || control.type === 'submit' || control.tagName === 'FIELDSET') return false
    if (control.type === 'checkbox' || control.type === 'radio') return control.checked !== control.defaultChecked
    if (control.tagName === 'SELECT') return [...control.options].some(option => option.selected !== option.defaultSelected) && control.selectedIndex > 0
    return control.value !== control.defaultValue
  })
}

if (page.liveUrl) {
  for (const region of regions()) served.set(region.id, wordsOf(region))
  document.addEventListener('visibilitychange', () => { if (!document.hidden && !timer) ask() })
  timer = setTimeout(ask, EVERY)
}
