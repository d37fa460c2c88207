// What codes, levels and numbers are called for people.

/** Why a picture cannot be used, by `error.code` of a failed upload. */
export const FAILURES = {
  empty: 'The file is empty.',
  too_large: 'The file is larger than the service takes.',
  unsupported_type: 'This is no JPEG, PNG, GIF or WebP, whatever its name says.',
  corrupt: 'The picture is cut short or damaged.',
  too_many_pixels: 'The picture has more pixels than any photo needs.',
  too_complex: 'The picture takes too long to decode.',
  missing: 'The file was gone before it could be read.',
  processing_failed: 'The picture could not be processed in several attempts.',
  expired: 'The picture could not be processed in a day.',
};

export const LEVELS = { public: 'Everybody', authenticated: 'Members', private: 'Only me' };

/** The fields that privacy settings are for, and what follows each of them. */
export const PRIVATE_FIELDS = {
  displayName: ['Display name', 'and initials made of it'],
  bio: ['Biography', 'and interests and skills'],
  avatar: ['Picture', 'hidden, it moves to another URL'],
  location: ['Location', 'and the time zone'],
  socialLinks: ['Links', ''],
  activityStatus: ['Activity', 'the day when you were last here'],
};

export const NETWORKS = ['bluesky', 'dribbble', 'facebook', 'github', 'gitlab', 'instagram', 'linkedin', 'mastodon',
  'medium', 'stackoverflow', 'tiktok', 'twitch', 'twitter', 'website', 'youtube'];

const UNITS = ['B', 'kB', 'MB'];

/** `bytes` as a person says it. */
export function size(bytes) {
  let unit = 0;
  while (bytes >= 1000 && unit < UNITS.length - 1) {
    bytes /= 1000;
    unit += 1;
  }
  return `${unit === 0 || bytes >= 100 ? Math.round(bytes) : bytes.toFixed(1)} ${UNITS[unit]}`;
}

/** The day of an RFC 3339 time. */
export const day = (time) => new Date(time).toLocaleDateString('en', { dateStyle: 'medium' });

/** The time of day of an RFC 3339 time, to the millisecond. */
export const clock = (time) => new Date(time).toLocaleTimeString('en-GB', {
  hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3,
});

/** `early_adopter` as a person says it. */
export const plain = (id) => id.replaceAll('_', ' ');
