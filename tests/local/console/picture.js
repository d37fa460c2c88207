// The picture: chosen or dropped, looked at, sent, and its variants when they are there.

import { call } from './api.js';
import { byId, h, icon, notice } from './dom.js';
import { own } from './own.js';
import { upload } from './upload.js';
import { FAILURES, size } from './words.js';

const TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
const MOST_BYTES = 5 * 1024 * 1024;
const SIZES = ['thumbnail', 'medium', 'original'];
const STAGES = [
  ['ticket', 'Ticket'],
  ['bytes', 'Upload to S3'],
  ['processing', 'Processing'],
  ['ready', 'Ready'],
];

let file = null;
let busy = false;

/** What is wrong with `chosen` as far as a browser can tell. */
function doubt(chosen) {
  if (chosen.size === 0) return FAILURES.empty;
  if (chosen.size > MOST_BYTES) return `The file has ${size(chosen.size)}; the service takes up to 5 MiB.`;
  if (!TYPES.includes(chosen.type)) return 'This does not look like a JPEG, PNG, GIF or WebP.';
  return null;
}

function choose(chosen) {
  if (!chosen || busy) return;
  file = chosen;
  const preview = byId('preview');
  if (preview.src) URL.revokeObjectURL(preview.src);
  preview.src = URL.createObjectURL(chosen);
  preview.hidden = true;
  byId('drop-icon').removeAttribute('hidden');
  byId('drop-text').replaceChildren(h('strong', {}, chosen.name), h('br'),
    h('span', { class: 'quiet' }, `${chosen.type || 'unknown type'}, ${size(chosen.size)}`));
  const problem = doubt(chosen);
  byId('file-problem').textContent = problem ?? '';
  const send = byId('send');
  send.textContent = problem ? 'Send anyway' : 'Upload';
  send.hidden = false;
  byId('progress').hidden = true;
  byId('outcome').replaceChildren();
}

function stage(current, failed = false) {
  const at = STAGES.findIndex(([name]) => name === (current === 'pending' ? 'processing' : current));
  byId('stages').replaceChildren(...STAGES.map(([name, label], index) => {
    const state = index < at || current === 'ready' ? 'done' : index === at ? (failed ? 'failed' : 'now') : 'later';
    const said = { done: 'done', now: 'under way', failed: 'failed', later: 'to come' }[state];
    return h('li', { class: state, 'data-stage': name }, label, h('span', { class: 'visually-hidden' }, `: ${said}`));
  }));
  byId('upload-label').textContent = STAGES[at]?.[1] ?? '';
}

async function send() {
  if (!file || busy) return;
  busy = true;
  let last = 'ticket';
  const progress = byId('upload-progress');
  byId('send').disabled = true;
  byId('progress').hidden = false;
  byId('outcome').replaceChildren();
  progress.value = 0;
  variants(null);
  try {
    const outcome = await upload(file, {
      stage: (name) => { if (STAGES.some(([known]) => known === name) || name === 'pending') stage(last = name); },
      progress: (percent) => { progress.value = percent; },
    });
    stage(outcome.state === 'ready' ? 'ready' : 'processing', outcome.state !== 'ready');
    if (outcome.state === 'failed') refuse(FAILURES[outcome.error.code] ?? outcome.error.message, outcome.error.code);
    else if (outcome.state === 'superseded') tell('A later picture came first, and is shown.');
    else tell('This is your picture now.');
    byId('send').hidden = true;
  } catch (error) {
    stage(last, true);
    refuse(error.words ?? String(error), error.code);
  } finally {
    busy = false;
    byId('send').disabled = false;
    await own.refreshPicture().catch((error) => notice(error.words, true));
  }
}

const tell = (text) => byId('outcome').replaceChildren(h('p', { class: 'good' }, icon('check'), text));
const refuse = (text, code) => byId('outcome').replaceChildren(
  h('p', { class: 'bad' }, icon('cross'), h('span', {}, text, ' ', h('code', {}, code))));

/** Shows the six variants, the places where they will be while `found` is null, or that there are none. */
function variants(found) {
  const places = SIZES.flatMap((name) => ['image/webp', 'image/jpeg'].map((type) => [name, type]));
  const list = byId('variants');
  list.classList.toggle('empty', found?.length === 0);
  if (found?.length === 0) return list.replaceChildren(h('li', { class: 'quiet' }, 'There is no picture yet, so the initials stand in.'));
  list.replaceChildren(...places.map(([name, type]) => {
    const variant = found?.find((candidate) => candidate.size === name && candidate.contentType === type);
    const label = `${name} ${type === 'image/webp' ? 'WebP' : 'JPEG'}`;
    if (!variant) return h('li', { class: found ? 'none' : 'waiting' }, h('span', { class: 'shade' }), h('strong', {}, label));
    return h('li', {},
      h('a', { href: variant.url, target: '_blank', rel: 'noopener' },
        h('img', { src: variant.url, alt: `Your picture, ${label}` }), h('strong', {}, label)),
      h('span', { class: 'quiet' }, `${variant.width} × ${variant.height}, ${size(variant.bytes)}`));
  }));
}

/** Makes the panel work. */
export function start() {
  const drop = byId('drop');
  const input = byId('file');
  const preview = byId('preview');
  preview.addEventListener('load', () => {
    preview.hidden = false;
    byId('drop-icon').setAttribute('hidden', '');
  });
  input.addEventListener('change', () => choose(input.files[0]));
  for (const name of ['dragenter', 'dragover']) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add('over');
    });
  }
  for (const name of ['dragleave', 'drop']) drop.addEventListener(name, () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    choose(event.dataTransfer.files[0]);
  });
  byId('send').addEventListener('click', send);
  byId('remove-picture').addEventListener('click', async () => {
    try {
      await call('DELETE', '/v1/profile/avatar');
      await own.refreshPicture();
      notice('The picture is gone, with every variant.');
      input.focus();
    } catch (error) {
      notice(error.words, true);
    }
  });
  own.addEventListener('change', () => {
    if (busy) return;
    variants(own.profile.avatarVariants);
    byId('remove-picture').hidden = own.profile.avatarVariants.length === 0;
  });
}
