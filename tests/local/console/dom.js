// Making elements. Text is only ever put in as text, so nothing that somebody wrote can become markup.

const SVG = 'http://www.w3.org/2000/svg';

/** The element with `id`. */
export const byId = (id) => document.getElementById(id);

/** An element with attributes, listeners (`onclick` and the like) and children; what is null or false is left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** One of the page's icons, for the eye only. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Tells something in passing, aloud too. */
export function notice(text, failed = false) {
  const element = h('p', { class: failed ? 'notice failed' : 'notice' }, text);
  byId('notices').replaceChildren(element);
  element.addEventListener('animationend', (event) => event.animationName === 'leave' && element.remove());
}
