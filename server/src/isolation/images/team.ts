import { isLike, type TeamFacts, type TeamImage } from '../../manifest/team.ts';
import type { ImageFacts } from './facts.ts';
import { repositoryOf } from './names.ts';
import { imageFacts } from './reference.ts';
import { data, row, STEPS_DOWN, scratch } from './rows.ts';

/** What is known of an image: what the team says counts before the table. */
export function factsOfImage(image: string | undefined, { images = [] }: TeamFacts): ImageFacts | undefined {
  if (image === undefined) return undefined;
  const said = images.find((one) => isLike(one.image, /:[^/]*$/.test(one.image) ? (image.split('@')[0] ?? '') : repositoryOf(image)));
  return said ? factsOf(said) : imageFacts(image);
}

const made = new WeakMap<TeamImage, ImageFacts>();

/**
 * What a team says, as facts. Its user is taken as verified: it is the author's own word, and a fix that writes it down changes nothing. All
 * else stays for review, since nobody saw the image work.
 */
function factsOf(said: TeamImage): ImageFacts {
  const known = made.get(said);
  if (known) return known;
  const { image, user, group = user, userName, dropsPrivileges = false, writable, data: kept, capabilities } = said;
  const asRoot = dropsPrivileges || user === 0;
  const names = capabilities?.map((name) => name.replace(/^CAP_/, ''));
  const { facts } = row('V', image, [image], undefined, {
    imageUser: asRoot ? 'root' : userName === undefined ? 'numeric' : 'named',
    ...(userName === undefined ? {} : { userName }),
    ...(user === 0 ? {} : { uid: user, gid: group }),
    dropsPrivileges,
    capabilitiesAsRoot: names ?? (dropsPrivileges ? STEPS_DOWN : []),
    capabilitiesNonRoot: names ?? [],
    writable: [...(writable ?? []).map(scratch), ...(kept ?? []).map(data)],
    ...(writable || kept ? {} : { writesElsewhere: true as const }),
    noNewPrivileges: 'unknown',
  });
  made.set(said, facts);
  return facts;
}
