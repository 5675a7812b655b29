// <dialog>: opened by [data-dialog="id"], closed by [data-close], by Escape or by a click beside it.
document.addEventListener('click', event => {
  const opener = event.target.closest('[data-dialog]')
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog)
    if (!dialog) return
    event.preventDefault()
    opener.closest('[popover]')?.hidePopover()
    dialog.showModal()
    return
  }
  if (event.target.closest('dialog [data-close]')) {
    event.preventDefault()
    event.target.closest('dialog').close()
  } else if (event.target.matches('dialog') && isBeside(event)) {
    event.target.close()
  }
})

function isBeside({ target, clientX, clientY }) {
  const box = target.getBoundingClientRect()
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom
}
