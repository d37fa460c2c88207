// Who may see what: a choice for each field, saved at once, and the two views that follow from it side by side.

import { call } from './api.js';
import { card } from './card.js';
import { byId, h, notice } from './dom.js';
import { own } from './own.js';
import { LEVELS, PRIVATE_FIELDS } from './words.js';

const form = byId('privacy-form');
const VIEWS = [['public', 'Everybody'], ['member', 'A member']];

function choices() {
  return Object.entries(PRIVATE_FIELDS).map(([field, [label, more]]) => h('fieldset', { class: 'levels' },
    h('legend', {}, `${label} `, more && h('span', { class: 'quiet' }, more)),
    h('div', { class: 'segments' }, Object.entries(LEVELS).map(([level, words]) => h('label', {},
      h('input', { type: 'radio', name: field, value: level }), h('span', {}, words))))));
}

function mark() {
  for (const [field, level] of Object.entries(own.profile.privacy)) form.elements[field].value = level;
}

async function save(field, level) {
  try {
    await own.save('/v1/profile/privacy', { [field]: level }, (privacy) => ({ ...own.profile, privacy }));
    notice(`${PRIVATE_FIELDS[field][0]}: ${LEVELS[level].toLowerCase()}.`);
    // a picture that fewer may see has moved
    if (field === 'avatar') await own.refreshPicture();
  } catch (error) {
    notice(error.words, true);
    mark();
  }
}

/** Reads the profile as others get it and shows both. */
export async function compare() {
  const path = `/v1/profile/${own.profile.userId}?viewAs=`;
  const places = byId('compare');
  try {
    const views = await Promise.all(VIEWS.map(([as]) => call('GET', path + as)));
    places.replaceChildren(...views.map(({ data }, index) => h('article', { 'data-view': VIEWS[index][0] },
      h('h3', { class: 'as' }, VIEWS[index][1], ' sees'), card(data, { showHidden: true, level: 4 }))));
  } catch (error) {
    places.replaceChildren(h('p', { class: 'bad' }, error.words));
  }
}

/** Makes the panel work; it compares when it is looked at. */
export function start(isShown) {
  form.append(...choices());
  form.addEventListener('change', (event) => save(event.target.name, event.target.value));
  own.addEventListener('change', () => {
    mark();
    if (isShown()) compare();
  });
}
