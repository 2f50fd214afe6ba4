import { type DataType, Dictionary, Int } from 'apache-arrow';

/** Bits of a value of this type in a batch. Throws TypeError on a type that no batch is filled with. */
export function valueBits(type: DataType, name: string): 8 | 16 | 32 | 64 {
  const stored: unknown = type instanceof Dictionary ? type.indices : type;
  if (stored instanceof Int && (stored.isSigned || stored.bitWidth === 8)) return stored.bitWidth;
  throw new TypeError(`column ${name}: no builder for ${String(type)}`);
}
