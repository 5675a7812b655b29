// Lanes whose cards are dragged by pointer; the card's "Move to" menu does the same by keyboard through the same address.
import Sortable from 'sortablejs/modular/sortable.core.esm.js'
import { post } from '../http.js'
import { toast } from '../shell/toasts.js'

export default function board(element) {
  // A long lane shows only its first cards, so its count is kept, not taken from the page.
  const count = (list, by) => {
    const shown = list.closest('.lane')?.querySelector('.lane-count')
    if (shown) shown.textContent = Number(shown.textContent.replace(/\D/g, '')) + by
  }
  const recount = (from, to) => { if (from !== to) { count(from, -1); count(to, 1) } }
  // A card says which version of the thing it shows, so that a move of what somebody else changed is refused.
  const seen = item => item.dataset.version ? { version: item.dataset.version } : {}
  const remember = (item, version) => {
    if (!version) return
    item.dataset.version = version
    item.querySelector('input[name=version]').value = version
  }
  const putBack = ({ item, from, oldIndex }) => from.insertBefore(item, from.children[oldIndex] ?? null)

  for (const lane of element.querySelectorAll('.lane-cards')) {
    Sortable.create(lane, {
      group: element.id, draggable: '.lane-card.is-draggable', animation: 140, ghostClass: 'is-ghost', delay: 120, delayOnTouchOnly: true,
      onEnd: async event => {
        if (event.from === event.to && event.oldIndex === event.newIndex) return
        recount(event.from, event.to)
        element.classList.add('is-saving')
        try {
          const response = await post(event.item.dataset.moveUrl, { to: event.to.dataset.lane, position: event.newIndex, ...seen(event.item) })
          remember(event.item, response.headers.get('X-Version'))
          // A move that needs more words (a close reason, an override) answers with the page that asks for them.
          if (response.redirected) location.assign(response.url)
        } catch (error) {
          putBack(event)
          recount(event.to, event.from)
          toast(error.status === 409 ? element.dataset.changed : element.dataset.failed, 'red')
        } finally {
          element.classList.remove('is-saving')
        }
      },
    })
  }
}
