/** A partner's profile that stands in a request. JSON is YAML: it is judged like that of a file. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RoamsettleError } from '../errors.ts';
import { loadPartnerProfile, type PartnerProfile } from '../reconcile/partner-profile.ts';

/** `folder`: for its text. Throws what `loadPartnerProfile` throws. */
export async function profileOf(profile: object, folder: string): Promise<PartnerProfile> {
  const path = join(folder, 'profile');
  let text: string;
  try {
    text = JSON.stringify(profile);
  } catch {
    throw new RoamsettleError('RECONCILE_INVALID', 'The profile is nested too deep.');
  }
  writeFileSync(path, text);
  return loadPartnerProfile(path);
}
