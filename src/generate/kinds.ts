/** Which kinds a world has, and in what numbers. */
import { RoamsettleError } from '../errors.ts';
import type { Kind } from './habit.ts';
import { MACHINES } from './machines.ts';
import { MORE_PEOPLE } from './more-people.ts';
import { MOVING_MACHINES } from './moving-machines.ts';
import { PEOPLE } from './people.ts';
import { PLACED_MACHINES } from './placed-machines.ts';
import { Rng } from './prng.ts';
import { asInDemo, type Settings } from './settings.ts';

/** Cards of a deck with other shares than the demo's, which has a hundred. */
const DECK = 1000;

const KINDS = {
  machines: [...MACHINES, ...PLACED_MACHINES, ...MOVING_MACHINES],
  people: [...PEOPLE, ...MORE_PEOPLE],
} as const;

/** Names of the kinds that a world file can ask for. */
export const KIND_NAMES = {
  machines: KINDS.machines.map(({ name }) => name),
  people: KINDS.people.map(({ name }) => name),
};

/**
 * Kinds in the proportion of their weights, shuffled: every run of devices as long as the deck holds the exact mix.
 * @throws RoamsettleError WORLD_INVALID for a kind that there is not
 */
export function kindDeck(seed: number, settings: Settings): readonly Kind[] {
  const deck =
    asInDemo(settings, 'machines') && asInDemo(settings, 'kinds')
      ? [...MACHINES, ...PEOPLE].flatMap((kind) => copies(kind, kind.weight))
      : mixedDeck(settings);
  const rng = new Rng(seed, 0xdec4);
  for (let i = deck.length - 1; i > 0; i--) {
    const j = rng.below(i + 1);
    const held = deck[i] as Kind;
    deck[i] = deck[j] as Kind;
    deck[j] = held;
  }
  return deck;
}

function mixedDeck({ machines, kinds }: Settings): Kind[] {
  const cards = Math.round(DECK * machines);
  return [
    ...dealt(weighted(KINDS.machines, MACHINES, kinds.machines, 'machines'), cards),
    ...dealt(weighted(KINDS.people, PEOPLE, kinds.people, 'people'), DECK - cards),
  ];
}

function weighted(
  known: readonly Kind[],
  demo: readonly Kind[],
  weights: Readonly<Record<string, number>>,
  side: keyof typeof KINDS,
): { kind: Kind; weight: number }[] {
  const names = Object.keys(weights);
  if (names.length === 0) return demo.map((kind) => ({ kind, weight: kind.weight }));
  const list = names.map((name) => {
    const kind = known.find((one) => one.name === name);
    if (kind !== undefined) return { kind, weight: weights[name] as number };
    const detail = `There is no such kind; there are ${KIND_NAMES[side].join(', ')}.`;
    throw new RoamsettleError('WORLD_INVALID', detail, { key: `kinds.${side}.${name}` });
  });
  if (list.some(({ weight }) => weight > 0)) return list;
  throw new RoamsettleError('WORLD_INVALID', 'A weight above 0 is asked for.', { key: `kinds.${side}` });
}

/** Cards by weight: whole parts first, then one more for the largest rests. */
function dealt(list: readonly { kind: Kind; weight: number }[], cards: number): Kind[] {
  const sum = list.reduce((all, { weight }) => all + weight, 0);
  const shares = list.map(({ kind, weight }) => {
    const exact = (cards * weight) / sum;
    return { kind, count: Math.floor(exact), rest: exact - Math.floor(exact) };
  });
  let left = cards - shares.reduce((all, { count }) => all + count, 0);
  const byRest = shares.toSorted((a, b) => b.rest - a.rest || (a.kind.name < b.kind.name ? -1 : 1));
  for (const share of byRest) if (left-- > 0) share.count += 1;
  return shares.flatMap(({ kind, count }) => copies(kind, count));
}

const copies = (kind: Kind, count: number): Kind[] => Array.from({ length: count }, () => kind);
