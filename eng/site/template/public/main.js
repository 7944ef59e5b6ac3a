// What the modern template lacks for keyboards and screen readers. It renders parts of the page later, so the page is observed.
function complete() {
  for (const toggle of document.querySelectorAll('a.dropdown-toggle:not([href])')) {
    toggle.setAttribute('role', 'button')
    toggle.setAttribute('aria-label', 'Theme')
    toggle.tabIndex = 0
  }
  for (const block of document.querySelectorAll('article pre > code, article .table-responsive')) {
    if (block.scrollWidth > block.clientWidth) {
      block.tabIndex = 0
    }
  }
  for (const [landmark, label] of [['#autocollapse', 'Site'], ['#toc', 'Pages'], ['#breadcrumb', 'Position'], ['#affix', 'On this page']]) {
    document.querySelector(landmark)?.setAttribute('aria-label', label)
  }
  document.querySelector('#logo')?.setAttribute('alt', '')
  for (const heading of document.querySelectorAll('.affix h5:not([aria-level])')) {
    heading.setAttribute('role', 'heading')
    heading.setAttribute('aria-level', '2')
  }
}

export default {
  start() {
    complete()
    new MutationObserver(complete).observe(document.body, { childList: true, subtree: true })
    addEventListener('resize', complete)
    addEventListener('load', complete)
  },
}
