const token = () => document.querySelector('meta[name="csrf-token"]').content

/** Posts fields (an object, FormData or URLSearchParams) as this session; rejects when the answer is not a success. */
export async function post(url, fields, options = {}) {
  const body = fields instanceof FormData || fields instanceof URLSearchParams ? fields : new URLSearchParams(fields)
  const response = await fetch(url, { method: 'POST', body, headers: { 'X-CSRFToken': token(), 'X-Requested-With': 'fetch' }, ...options })
  if (!response.ok) throw Object.assign(new Error(`${url} answered ${response.status}`), { status: response.status })
  return response
}
