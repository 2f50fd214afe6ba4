/**
 * Makes the binary files of golden/ with the test encoder, never with the product: `node test/corpus/make.ts`. The JSON
 * beside them is written and checked by hand (README.md).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeBer } from '../support/ber-encoder.ts';
import { encodeTap } from '../support/tap-encoder.ts';
import { BROKEN_FILES } from './broken.ts';
import { CHARGE_FILES, STYLES, written } from './charges.ts';
import { EVENT_FILES } from './events.ts';
import { OTHER_FILES } from './others.ts';
import { chargingIdOctets, releaseElement, totalsByType } from './releases.ts';

export const GOLDEN = join(import.meta.dirname, 'golden');
const RELEASES = [1, 4, 9, 10];

/** Every file of golden/ by its name without `.ber`. */
export function corpusFiles(): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const [name, model] of Object.entries({ ...EVENT_FILES, ...CHARGE_FILES }))
    files.set(name, encodeTap(model));
  for (const [name, style] of Object.entries(STYLES)) files.set(name, encodeTap(written('00050'), style));
  for (const release of RELEASES) files.set(`release-3-${release}`, encodeBer(releaseElement(release)).bytes);
  files.set('release-3-3-charging-id-octets', encodeBer(chargingIdOctets()).bytes);
  files.set('release-3-10-totals-by-type', encodeBer(totalsByType()).bytes);
  for (const [name, make] of Object.entries(OTHER_FILES)) files.set(name, make());
  for (const [name, bytes] of Object.entries(BROKEN_FILES)) files.set(name, bytes);
  return files;
}

if (import.meta.main) {
  for (const [name, bytes] of corpusFiles()) writeFileSync(join(GOLDEN, `${name}.ber`), bytes);
}
