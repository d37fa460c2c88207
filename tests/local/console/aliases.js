// Who the person is where nobody may know: the alias of a room, another one, and all of them.

import { call } from './api.js';
import { byId, h, notice } from './dom.js';
import { day, plain } from './words.js';

const form = byId('alias-form');
let cursor = null;

const place = () => ({ context: form.elements.context.value.trim(), contextType: form.elements.contextType.value });
const called = (alias) => alias.displayName.replaceAll('_', ' ');

/** The alias of the room, with what everybody else there sees of it. */
async function show(alias) {
  const { data: face } = await call('GET', `/v1/aliases/${alias.aliasId}`);
  byId('alias').replaceChildren(h('div', { class: 'alias' },
    h('img', { src: alias.avatar, alt: '', width: 112, height: 112 }),
    h('div', {},
      h('h3', { class: 'name' }, called(alias)),
      h('p', { class: 'quiet' }, `in ${plain(alias.contextType)} ${alias.context}, until ${day(alias.expiresAt)}`),
      h('button', { type: 'button', id: 'regenerate', onclick: () => regenerate(alias) }, 'Take another')),
    h('details', {},
      h('summary', {}, 'What everybody else there gets'),
      h('pre', { tabindex: 0 }, JSON.stringify(face, null, 2)))));
}

async function enter() {
  const { context, contextType } = place();
  const { data } = await call('GET', `/v1/profile/alias?${new URLSearchParams({ context, contextType })}`);
  await show(data);
  await list();
}

async function regenerate({ context, contextType }) {
  await attempt(async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const { data } = await call('POST', '/v1/profile/alias/regenerate', { body: { context, contextType }, headers });
    await show(data);
    await list();
    notice(`You are ${called(data)} now.`);
    byId('regenerate').focus();
  });
}

/** Reads the first page of all aliases, or the one after `from`. */
async function list(from) {
  const { data } = await call('GET', `/v1/profile/aliases${from ? `?${new URLSearchParams({ cursor: from })}` : ''}`);
  cursor = data.nextCursor;
  byId('more-aliases').hidden = !cursor;
  const rows = data.aliases.map((alias) => h('li', {},
    h('img', { src: alias.avatar, alt: '', width: 48, height: 48, loading: 'lazy' }),
    h('div', {}, h('strong', {}, called(alias)),
      h('span', { class: 'quiet' }, `${plain(alias.contextType)} ${alias.context}`),
      h('span', { class: 'quiet' }, `${day(alias.createdAt)} to ${day(alias.expiresAt)}`)),
    h('span', { class: alias.isActive ? 'state good' : 'state' }, alias.isActive ? 'in use' : 'replaced')));
  if (from) byId('alias-list').append(...rows);
  else byId('alias-list').replaceChildren(...(rows.length ? rows : [h('li', { class: 'quiet' }, 'None yet. Enter a room.')]));
}

/** Runs `action` and shows what goes wrong beside the field. */
async function attempt(action) {
  const problem = byId('context-problem');
  problem.textContent = '';
  form.elements.context.removeAttribute('aria-invalid');
  try {
    await action();
  } catch (error) {
    problem.textContent = error.words ?? String(error);
    if (error.details?.length) {
      form.elements.context.setAttribute('aria-invalid', 'true');
      form.elements.context.focus();
    }
  }
}

/** Makes the panel work. */
export function start() {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(enter);
  });
  byId('more-aliases').addEventListener('click', () => attempt(() => list(cursor)));
  attempt(list);
}
