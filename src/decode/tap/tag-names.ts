/** What each tag is, by grammar and release: its name, its form, and whether it is known to hold elements. */
import { GROUP_TABLE_SIZE } from '../ber/cursor.ts';
import type { PathStep } from '../ber/framing.ts';
import { CURRENT_TAGS } from './grammar/current-tags.ts';
import { FORMER_FORMS, FORMER_TAGS } from './grammar/former-tags.ts';
import { NRTRDE_TAGS, RAP_TAGS } from './grammar/other-tags.ts';

/** `+` group, `=` INTEGER, `$` text, `#` BCD digits, `%` octets. */
export type TagForm = '+' | '=' | '$' | '#' | '%';

/** What a grammar needs: names for paths, forms for values, and which tags are known to be groups (1) for the framing. */
export interface TagTable {
  readonly names: ReadonlyMap<number, string>;
  readonly forms: ReadonlyMap<number, TagForm>;
  readonly groups: Uint8Array;
}

/** Releases of TAP 3 whose tags are known; between them the older one's hold (3.5 to 3.8 were hardly in use). */
const KNOWN_RELEASES = [1, 2, 3, 4, 9, 10, 11, 12] as const;
export const NEWEST_RELEASE = 12;

function table(...texts: readonly string[]): TagTable {
  const names = new Map<number, string>();
  const forms = new Map<number, TagForm>();
  const groups = new Uint8Array(GROUP_TABLE_SIZE);
  for (const item of texts.join(' ').trim().split(/\s+/)) {
    const [, number = '', form, name = ''] = /^(\d+)([+=$#%])(\w+)$/.exec(item) ?? [];
    names.set(Number(number), name);
    forms.set(Number(number), form as TagForm);
    groups[Number(number)] = form === '+' ? 1 : 0;
  }
  return { names, forms, groups };
}

const tables = new Map<number, TagTable>();

/** The tags of TAP 3.`release` (1 to 12), made once. Throws RangeError for another release: a programmer's error. */
export function tapTable(release: number): TagTable {
  const known = KNOWN_RELEASES.findLast((candidate) => candidate <= release);
  if (known === undefined || release > NEWEST_RELEASE) throw new RangeError(`no TAP release 3.${release}`);
  let found = tables.get(known);
  if (found === undefined) {
    found = table(...tapTags(known));
    tables.set(known, found);
  }
  return found;
}

/** The tags of RAP 1.5 around those of TAP 3.`release`. */
export function rapTable(release: number): TagTable {
  const known = KNOWN_RELEASES.findLast((candidate) => candidate <= release) ?? NEWEST_RELEASE;
  return table(...tapTags(known), RAP_TAGS);
}

function tapTags(release: number): string[] {
  const current = Object.entries(CURRENT_TAGS).filter(([first]) => Number(first) <= release);
  const former = FORMER_TAGS.filter(({ first, last }) => first <= release && release <= last);
  const forms = FORMER_FORMS.filter(({ first, last }) => first <= release && release <= last);
  return [
    ...current.map(([, tags]) => tags),
    ...former.map(({ tags }) => tags),
    ...forms.map(({ tags }) => tags),
  ];
}

export const TAP_TABLE = tapTable(NEWEST_RELEASE);
export const NRTRDE_TABLE = table(NRTRDE_TAGS);
export const RAP_TABLE = rapTable(NEWEST_RELEASE);

const CLASSES = ['UNIVERSAL', 'APPLICATION', 'CONTEXT', 'PRIVATE'] as const;

/**
 * Names from the root: `TransferBatch/CallEventDetailList/GprsCall[2]/[777]`. Elements of a list (TD.57 names all of
 * them …List) carry their 0-based position; an unknown tag is its number in brackets.
 */
export function formatPath(path: readonly PathStep[], tags: TagTable): string {
  let inList = false;
  const parts: string[] = [];
  for (const { cls, tag, index } of path) {
    const name = cls === 1 ? tags.names.get(tag) : undefined;
    const shown = name ?? (cls === 1 ? `[${tag}]` : `[${CLASSES[cls]} ${tag}]`);
    parts.push(inList ? `${shown}[${index}]` : shown);
    inList = name?.endsWith('List') ?? false;
  }
  return parts.join('/');
}
