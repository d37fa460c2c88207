// How the person likes things, saved at once; the theme is applied to this page.

import { byId, h, notice } from './dom.js';
import { own } from './own.js';

const form = byId('preferences-form');
const THEMES = { auto: 'As the system', light: 'Light', dark: 'Dark' };
const LANGUAGES = { en: 'English', es: 'Español', fr: 'Français', de: 'Deutsch', ja: '日本語' };
const GROUPS = {
  notifications: ['Notifications', { email: 'By e-mail', push: 'On the phone', inApp: 'In the application' }],
  privacy: ['What others may know', {
    showOnlineStatus: 'When I was last here',
    allowDirectMessages: 'That I take direct messages',
    showReadReceipts: 'That I have read their message',
  }],
};

function fields() {
  const theme = h('fieldset', { class: 'levels' }, h('legend', {}, 'Theme'),
    h('div', { class: 'segments' }, Object.entries(THEMES).map(([value, words]) => h('label', {},
      h('input', { type: 'radio', name: 'theme', value }), h('span', {}, words)))));
  const language = h('div', { class: 'field narrow' }, h('label', { for: 'language' }, 'Language'),
    h('select', { id: 'language', name: 'language' },
      Object.entries(LANGUAGES).map(([value, words]) => h('option', { value, lang: value }, words))));
  const groups = Object.entries(GROUPS).map(([group, [title, names]]) => h('fieldset', { class: 'field' },
    h('legend', {}, title),
    Object.entries(names).map(([name, words]) => h('label', { class: 'switch' },
      h('input', { type: 'checkbox', name: `${group}.${name}` }), words))));
  return [theme, language, h('div', { class: 'pair' }, groups)];
}

function mark() {
  const { theme, language, ...groups } = own.profile.preferences;
  form.elements.theme.value = theme;
  // `es-MX` is shown as its language
  form.elements.language.value = language.split('-')[0];
  for (const group of Object.keys(GROUPS)) {
    for (const [name, on] of Object.entries(groups[group])) form.elements[`${group}.${name}`].checked = on;
  }
  document.documentElement.dataset.theme = theme;
}

async function save(field) {
  const [group, name] = field.name.split('.');
  const body = name ? { [group]: { [name]: field.checked } } : { [group]: field.value };
  try {
    await own.save('/v1/profile/preferences', body, (preferences) => ({ ...own.profile, preferences }));
    notice('Saved.');
  } catch (error) {
    notice(error.words, true);
    mark();
  }
}

/** Makes the panel work. */
export function start() {
  form.append(...fields());
  form.addEventListener('change', (event) => save(event.target));
  own.addEventListener('change', mark);
}
