// What happens behind the API, as it happens: Server-Sent Events of this machine.

import { byId, h } from './dom.js';
import { clock } from './words.js';

const MOST = 200;
const steps = [];
const list = byId('timeline');
const onlyMe = byId('only-me');
let me = null;

const wanted = (step) => !onlyMe.checked || step.userIds.includes(me);

function line(step) {
  const more = step.userIds.length > 1 ? ` · ${step.userIds.length} people` : '';
  return h('li', { class: step.failed ? 'step failed' : 'step', 'data-place': step.place },
    h('time', { datetime: step.at }, clock(step.at)),
    h('span', { class: 'place' }, step.place),
    h('strong', {}, step.what),
    h('span', { class: 'detail' }, step.detail + more, !onlyMe.checked && step.userIds.length === 1
      && h('span', { class: 'about' }, ` · ${step.userIds[0]}`)));
}

/** Shows all steps anew. */
function draw() {
  const shown = steps.filter(wanted);
  list.replaceChildren(...(shown.length ? shown.map(line)
    : [h('li', { class: 'quiet none' }, 'Nothing yet. Change something, and its way to other services shows here.')]));
}

/** Puts `step` on top, and a gap below it if some are missing. */
function add(step) {
  const before = steps[0];
  const gap = before && step.id > before.id + 1
    && { ...step, id: step.id - 1, what: 'a gap', detail: 'some steps are missing here', failed: false };
  const added = [step, gap].filter(Boolean);
  steps.unshift(...added);
  steps.length = Math.min(steps.length, MOST);
  const shown = added.filter(wanted);
  if (shown.length === 0) return;
  list.querySelector('.none')?.remove();
  list.prepend(...shown.map(line));
  while (list.children.length > MOST) list.lastChild.remove();
}

/** Follows the timeline for `user`. */
export function start(user) {
  me = user;
  const tell = (state) => { byId('timeline-state').textContent = byId('timeline-state').dataset.state = state; };
  draw();
  const source = new EventSource('/dev/timeline');
  source.addEventListener('open', () => tell('live'));
  source.addEventListener('error', () => tell('connecting'));
  source.addEventListener('message', ({ data }) => add(JSON.parse(data)));
  onlyMe.addEventListener('change', draw);
}
