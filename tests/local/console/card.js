// A profile as a card: what is there is shown, what is hidden is not there.

import { h, icon } from './dom.js';
import { day, plain } from './words.js';

const tags = (names) => names.length > 0 && h('ul', { class: 'tags' }, names.map((name) => h('li', {}, name)));

/** The lines of `view` that may be missing, each with what it says or that it is hidden. */
function lines(view, showHidden) {
  const missing = (what) => showHidden && h('p', { class: 'missing' }, icon('lock'), `${what} hidden`);
  const links = Object.entries(view.socialLinks ?? {});
  return [
    view.bio === undefined ? missing('Biography') : view.bio && h('p', { class: 'bio' }, view.bio),
    view.location === undefined ? missing('Location')
      : view.location && h('p', { class: 'fact' }, icon('place'), view.location),
    view.timezone && h('p', { class: 'fact' }, icon('clock'), view.timezone),
    tags([...(view.interests ?? []), ...(view.skills ?? [])]),
    view.socialLinks === undefined ? missing('Links') : links.length > 0 && h('ul', { class: 'tags' }, links.map(
      ([network, url]) => h('li', {}, h('a', { href: url, rel: 'noopener noreferrer', target: '_blank' }, network)))),
  ];
}

/** The card of `view`; with `showHidden`, what its owner hides is named. */
export function card(view, { showHidden = false, level = 2 } = {}) {
  return h('div', { class: 'card' },
    h('img', { class: 'face', src: view.avatar, alt: `The picture of ${view.displayName}`, width: 128, height: 128, decoding: 'sync' }),
    h(`h${level}`, { class: 'name' }, view.displayName),
    h('p', { class: 'quiet id' }, view.userId),
    tags((view.badges ?? []).map(plain)),
    lines(view, showHidden),
    h('dl', { class: 'stats' },
      h('div', {}, h('dt', {}, 'Posts'), h('dd', {}, String(view.stats.postsCount))),
      h('div', {}, h('dt', {}, 'Likes'), h('dd', {}, String(view.stats.likesReceived))),
      h('div', {}, h('dt', {}, 'Joined'), h('dd', {}, day(view.stats.joinedAt)))));
}

/** How much of a profile is filled in. */
export const completion = (percent) => h('div', { class: 'completion' },
  h('label', { for: 'completion' }, 'Profile filled in', h('strong', {}, `${percent} %`)),
  h('progress', { id: 'completion', max: 100, value: percent }));
