// <time data-relative>: "in 3 hours" stays true while the page is open. Until the first tick the server's words stand.
const units = [['year', 31536000], ['month', 2592000], ['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60]]
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || 'en', { numeric: 'auto' })

export function refreshTimes(scope) {
  for (const element of scope.querySelectorAll('time[data-relative]')) {
    const seconds = Math.round((Date.parse(element.dateTime) - Date.now()) / 1000)
    const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['minute', 60]
    element.textContent = words.format(Math.trunc(seconds / size), unit)
  }
}

setInterval(() => refreshTimes(document), 30000)
