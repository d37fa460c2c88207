// The form of the profile: sends what was changed, and shows what is wrong beside the field.

import { byId, h, icon, notice } from './dom.js';
import { own } from './own.js';
import { NETWORKS, plain } from './words.js';

const form = byId('profile-form');
const TEXTS = ['displayName', 'bio', 'location', 'timezone'];
const LISTS = ['interests', 'skills'];
const FIELDS = [...TEXTS, ...LISTS];
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

let shown = null;

/** The form's values, as the API has them. */
function values() {
  const found = Object.fromEntries(TEXTS.map((name) => [name, form.elements[name].value]));
  for (const name of LISTS) {
    found[name] = form.elements[name].value.split(',').map((entry) => entry.trim()).filter(Boolean);
  }
  const rows = [...byId('links').children].map((row) => [row.querySelector('select').value, row.querySelector('input').value.trim()]);
  found.socialLinks = Object.fromEntries(rows.filter(([, url]) => url));
  return found;
}

/** What was changed since the profile was shown. */
function changes() {
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  return Object.fromEntries(Object.entries(values()).filter(([name, value]) => !same(value, shown[name])));
}

function show(profile) {
  for (const name of TEXTS) form.elements[name].value = profile[name];
  for (const name of LISTS) form.elements[name].value = profile[name].join(', ');
  byId('links').replaceChildren(...Object.entries(profile.socialLinks).map(([network, url]) => linkRow(network, url)));
  shown = values();
  clear();
  changed();
}

function linkRow(network, url) {
  const row = h('div', { class: 'link' },
    h('select', { 'aria-label': 'Network' },
      NETWORKS.map((name) => h('option', { value: name, selected: name === network }, plain(name)))),
    h('input', { 'aria-label': 'Address', value: url, inputmode: 'url', placeholder: 'https://', spellcheck: 'false', autocomplete: 'off' }),
    h('button', { type: 'button', class: 'plain square', 'aria-label': 'Remove this link', onclick: () => {
      row.remove();
      changed();
      byId('add-link').focus();
    } }, icon('cross')),
    h('p', { class: 'problem' }));
  return row;
}

function changed() {
  const count = Object.keys(changes()).length;
  byId('profile-state').textContent = count === 0 ? '' : `${count} ${count === 1 ? 'field' : 'fields'} changed`;
  byId('bio-count').textContent = [...segmenter.segment(form.elements.bio.value)].length;
}

function clear() {
  for (const problem of form.querySelectorAll('.problem')) problem.textContent = '';
  for (const field of form.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
}

/** Puts each problem beside the field that its path leads to, and the cursor into the first. */
function explain(error) {
  const marked = error.details.map(({ path, message }) => {
    const [, name, entry] = path.split('/');
    let [field, problem] = [form.elements[name], byId(`${name}-problem`)];
    const row = [...byId('links').children].find((link) => name === 'socialLinks' && link.querySelector('select').value === entry);
    if (row) [field, problem] = [row.querySelector('input'), row.querySelector('.problem')];
    if (!problem) return null;
    problem.textContent = message;
    field?.setAttribute('aria-invalid', 'true');
    return field;
  });
  marked.find(Boolean)?.focus();
  notice(marked.some(Boolean) ? 'Not saved: see the marked fields.' : error.words, true);
}

/** Makes the form work. */
export function start() {
  byId('timezones').append(...Intl.supportedValuesOf('timeZone').map((zone) => h('option', { value: zone })));
  own.addEventListener('load', () => { shown = null; });
  own.addEventListener('change', () => {
    // what is being edited stays when something else of the profile changes
    if (!shown || Object.keys(changes()).length === 0) show(own.profile);
  });
  form.addEventListener('input', changed);
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    show(own.profile);
  });
  byId('add-link').addEventListener('click', () => {
    const taken = [...byId('links').querySelectorAll('select')].map((select) => select.value);
    const row = linkRow(NETWORKS.find((name) => !taken.includes(name)), '');
    byId('links').append(row);
    row.querySelector('select').focus();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clear();
    const body = changes();
    if (Object.keys(body).length === 0) return notice('Nothing was changed.');
    const button = form.querySelector('[type=submit]');
    button.disabled = true;
    try {
      await own.save('/v1/profile', body);
      show(own.profile);
      notice('Saved.');
    } catch (error) {
      if (error.status === 412) notice('Not saved: it was changed elsewhere.', true);
      else explain(error);
    } finally {
      button.disabled = false;
    }
  });
}
