/** Mutations of whole elements, with lengths that stay right: files that are framed well and mean something else. */
import { identifier } from '../support/ber-encoder.ts';
import { TAG } from '../support/reference/tags.ts';
import type { Dice } from './dice.ts';
import { copyTlv, placesOf, type Tlv, writeTlv } from './tlv.ts';

const TAGS = Object.values(TAG);
/** Values at the edges of INTEGER, BCD, text and time stamps. */
const VALUES = [
  '',
  '00',
  '01',
  '02',
  '7f',
  '80',
  'ff',
  '0f',
  'f0',
  '0000',
  '00ff',
  '8000',
  '7fffffff',
  '80000000',
  '0080000000',
  '00ffffffff',
  '3b9aca00',
  '3b9aca01',
  '1fffffffffffff',
  '20000000000000',
  '7fffffffffffffff',
  '8000000000000000',
  '00ffffffffffffffff',
  '010000000000000000',
  '000000000000000000000001',
  'ffffffffffffffffffff',
  '1234567890123456789f',
  '123456789012345678',
  '12345678901234567890',
  '12a4',
  '1f34',
  '3030',
  '3031',
  '303030',
  '3231',
  '3232',
  '2b30313030',
  '2d30333330',
  '2b31353030',
  '54',
  '3230323630323330313030303030',
  '3230323430323239323335393630',
  '3139303030313031303030303030',
  '6c'.repeat(64),
  '6c'.repeat(65),
  '6c'.repeat(255),
  '6c'.repeat(256),
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));
const MOST_LEVELS = 36;

type Place = ReturnType<typeof placesOf>[number];
type Change = (dice: Dice, place: Place, places: readonly Place[], donor: Tlv) => void;

const at = (place: Place): number => place.list.indexOf(place.element);

/** Puts a copy of `element` somewhere into the tree, most often into the list at hand. */
function insert(dice: Dice, place: Place, places: readonly Place[], element: Tlv): void {
  const list = dice.once(3) ? (dice.pick(places).element.children ?? place.list) : place.list;
  list.splice(dice.below(list.length + 1), 0, copyTlv(element));
}

const CHANGES: readonly Change[] = [
  (_, place) => {
    place.list.splice(at(place), 1);
  },
  (dice, place, places) => insert(dice, place, places, place.element),
  (dice, place, places) => insert(dice, place, places, dice.pick(places).element),
  (dice, place, places, donor) => {
    const other = placesOf(donor);
    if (other.length > 0) insert(dice, place, places, dice.pick(other).element);
  },
  (dice, place) => {
    const other = dice.below(place.list.length);
    const i = at(place);
    [place.list[i], place.list[other]] = [place.list[other]!, place.list[i]!];
  },
  (dice, place, places) => {
    const other = dice.pick(places);
    const [i, j] = [at(place), at(other)];
    // An element inside the other cannot change places with it.
    if (placesOf(place.element).some((inner) => inner.element === other.element)) return;
    if (placesOf(other.element).some((inner) => inner.element === place.element)) return;
    place.list[i] = other.element;
    other.list[j] = place.element;
  },
  (dice, place) => {
    place.element.id = identifier(dice.pick(TAGS), place.element.children !== null);
  },
  (dice, place) => {
    place.element.id = identifier(
      dice.below(dice.pick([31, 128, 460, 40_000])),
      place.element.children !== null,
    );
  },
  setValue,
  setValue,
  setValue,
  (_, place) => {
    place.element.indefinite = !place.element.indefinite;
  },
  (dice, { element }) => {
    // A value in segments, or a group as octets.
    if (element.children === null) {
      const cut = dice.below(element.value.length + 1);
      const parts = [element.value.slice(0, cut), element.value.slice(cut)];
      element.children = parts.map((value) => ({
        id: Uint8Array.of(0x04),
        indefinite: false,
        children: null,
        value,
      }));
      element.id = element.id.map((octet, i) => (i === 0 ? octet | 0x20 : octet));
    } else {
      const { children } = element;
      element.value = Buffer.concat(children.map(writeTlv));
      element.children = null;
      element.id = element.id.map((octet, i) => (i === 0 ? octet & ~0x20 : octet));
    }
  },
  (dice, { element }) => {
    // Wrapped in a group, now and then very deep.
    const levels = dice.once(4) ? dice.below(MOST_LEVELS) : 1;
    for (let i = 0; i < levels; i++) {
      const inner = { ...element };
      element.id = identifier(dice.once(2) ? dice.pick(TAGS) : 777, true);
      element.children = [inner];
      element.indefinite = dice.once(4);
    }
  },
  (dice, place) => {
    const value = dice.once(3) ? Uint8Array.of(dice.below(3)) : Uint8Array.of(1);
    const refund = {
      id: identifier(TAG.chargeRefundIndicator, false),
      indefinite: false,
      children: null,
      value,
    };
    (place.element.children ?? place.list).push(refund);
  },
];

/** A value at an edge, or one octet of it changed. */
function setValue(dice: Dice, place: Place, places: readonly Place[]): void {
  let { element } = place;
  for (let tries = 0; tries < 8 && element.children !== null; tries++) element = dice.pick(places).element;
  if (element.children !== null) return;
  if (dice.once(2)) {
    element.value = dice.pick(VALUES);
    return;
  }
  const value = Uint8Array.from(element.value);
  if (value.length > 0) value[dice.below(value.length)] = dice.below(256);
  element.value = value;
}

/** Changes the tree in one to four places. */
export function mutateTree(root: Tlv, donor: Tlv, dice: Dice): Uint8Array {
  const tree = copyTlv(root);
  for (let left = 1 + dice.below(4); left > 0; left--) {
    const places = placesOf(tree);
    if (places.length === 0) break;
    dice.pick(CHANGES)(dice, dice.pick(places), places, donor);
  }
  return writeTlv(tree);
}
