/** Entry of the kernel that arranges batches (../kernel.ts says how it is asked). */

export { gatherNarrow, gatherWide, sortRows } from './order';
export { codeRows, maskNulls, mixIn, startRows, toldApart, widen } from './patterns';
