/** MobileOriginatedCall [9]: voice or a short message sent by the roamer. */
import { circuitCall } from './circuit-call.ts';
import type { TapState } from './state.ts';
import { Tag } from './tags.ts';

export function mobileOriginatedCall(d: TapState): void {
  circuitCall(d, Tag.MoBasicCallInformation);
}
