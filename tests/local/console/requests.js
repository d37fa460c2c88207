// The requests that this page made, as a client of the API would make them.

import { requests } from './api.js';
import { byId, h } from './dom.js';

const MOST = 60;

/** Shows every request from now on. */
export function start() {
  const list = byId('requests');
  requests.addEventListener('request', ({ detail: { method, path, status, ms } }) => {
    list.prepend(h('li', { class: status >= 200 && status < 400 ? 'call' : 'call failed' },
      h('span', { class: 'method' }, method),
      h('span', { class: 'path', title: path }, path),
      h('span', { class: 'status' }, status === 0 ? 'none' : String(status)),
      h('span', { class: 'ms' }, `${ms} ms`)));
    while (list.children.length > MOST) list.lastChild.remove();
  });
}
