// The signed-in person's profile, held once for all parts of the page, with the version that edits are meant for.

import { call } from './api.js';
import { byId, notice } from './dom.js';

/** Tells `change` after every change of `own.profile`, and `load` before that if it was read anew. */
class Own extends EventTarget {
  profile = null;
  #tag = null;
  #saved = Promise.resolve();

  /** Reads the profile, whatever is being edited. */
  async load() {
    const { data, etag } = await call('GET', '/v1/profile');
    this.dispatchEvent(new Event('load'));
    this.#set(data, etag);
    byId('conflict').hidden = true;
  }

  /** Reads what others than the person change: the picture and the numbers. An edit still meets the version it began with. */
  async refreshPicture() {
    const { data } = await call('GET', '/v1/profile');
    const { avatar, avatarVariants, avatarRecord, completion, stats } = data;
    this.#set({ ...this.profile, avatar, avatarVariants, avatarRecord, completion, stats }, this.#tag);
  }

  /** Saves `body` at `path` if nobody else has saved since; `apply` makes the profile of the answer. */
  save(path, body, apply = (data) => data) {
    // one after the other, or the second would be meant for a version that the first has replaced
    const saving = this.#saved.then(() => this.#save(path, body, apply));
    this.#saved = saving.catch(() => {});
    return saving;
  }

  async #save(path, body, apply) {
    try {
      const { data, etag } = await call('PUT', path, { body, headers: { 'if-match': this.#tag } });
      this.#set(apply(data), etag);
      byId('conflict').hidden = true;
    } catch (error) {
      if (error.status === 412) byId('conflict').hidden = false;
      throw error;
    }
  }

  #set(profile, tag) {
    this.profile = profile;
    this.#tag = tag;
    this.dispatchEvent(new Event('change'));
  }
}

export const own = new Own();

byId('conflict-reload').addEventListener('click', async () => {
  try {
    await own.load();
    notice('This is the newest version.');
  } catch (error) {
    notice(error.words, true);
  }
});
