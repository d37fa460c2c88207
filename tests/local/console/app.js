// The console: puts its parts together for whoever is signed in.

import * as aliases from './aliases.js';
import { card, completion } from './card.js';
import { byId, h } from './dom.js';
import { own } from './own.js';
import * as picture from './picture.js';
import * as preferences from './preferences.js';
import * as privacy from './privacy.js';
import * as profile from './profile.js';
import * as requests from './requests.js';
import * as session from './session.js';
import * as tabs from './tabs.js';
import * as timeline from './timeline.js';

function self(...content) {
  const place = byId('self');
  place.removeAttribute('aria-busy');
  place.replaceChildren(...content);
}

function member() {
  profile.start();
  picture.start();
  privacy.start(() => tabs.open() === 'privacy');
  preferences.start();
  own.addEventListener('change', () => self(card(own.profile), completion(own.profile.completion)));
  return own.load();
}

function guest() {
  self(h('div', { class: 'card' }, h('h2', { class: 'name' }, 'A guest'),
    h('p', { class: 'quiet' }, 'Guests have no profile. They may be somebody in a room, and keep that when they become members.')));
}

requests.start();
session.start(async (user) => {
  const isGuest = user.startsWith('anon_');
  if (isGuest) tabs.only(['aliases']);
  tabs.start((name) => name === 'privacy' && own.profile && privacy.compare());
  timeline.start(user);
  try {
    await (isGuest ? guest() : member());
    aliases.start();
    // nothing can be changed before it is there
    byId('work').inert = false;
  } catch (error) {
    self(h('div', { class: 'card' }, h('p', { class: 'bad' }, error.words ?? String(error)),
      h('button', { type: 'button', onclick: () => location.reload() }, 'Try again')));
  }
});
