/** Shorter versions of a file that shows a difference. */
import { parseBer } from '../support/reference/ber.ts';
import { knowledgeOf } from '../support/reference/tags.ts';
import type { Reducer } from './check.ts';
import { placesOf, readTlv, writeTlv } from './tlv.ts';

const NEWEST = 12;

/** The file without one of its elements, or with one in place of the group around it; only where its framing is sound. */
function* withoutElement(bytes: Uint8Array): Iterable<Uint8Array> {
  if (parseBer(bytes, knowledgeOf(NEWEST)).faultAt !== null) return;
  const count = placesOf(readTlv(bytes)).length;
  for (let i = 0; i < count; i++) {
    const tree = readTlv(bytes);
    const { list, element } = placesOf(tree)[i]!;
    list.splice(list.indexOf(element), 1);
    yield writeTlv(tree);
  }
}

/** The file without a run of octets. */
function* withoutRun(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let size = bytes.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at + size <= bytes.length; at += size)
      yield new Uint8Array(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]));
  }
}

export const REDUCERS: readonly Reducer[] = [withoutElement, withoutRun];
