/** Where a problem is, and how it is said. */

/** Where the problem is: whatever of these is known. */
export interface ErrorPlace {
  /** File name (no folder), never its content. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 0-based, in the inflated bytes. */
  readonly byteOffset?: number;
  /** Names from the root, e.g. `TransferBatch/CallEventDetailList/GprsCall[3]/Imsi`. */
  readonly tagPath?: string;
  /** 0-based index of the call event. */
  readonly recordIndex?: number;
  /** Key path in a YAML or JSON document, e.g. `charges.usage[0].price`. */
  readonly key?: string;
}

/** One phrase that names a place, e.g. `a.tap, byte 77, TransferBatch/AccountingInfo`. */
export function describePlace(place: ErrorPlace): string {
  const parts: string[] = [];
  if (place.file !== undefined) parts.push(place.file);
  if (place.line !== undefined) parts.push(`line ${place.line}`);
  if (place.key !== undefined) parts.push(place.key);
  if (place.byteOffset !== undefined) parts.push(`byte ${place.byteOffset}`);
  if (place.recordIndex !== undefined) parts.push(`record ${place.recordIndex}`);
  if (place.tagPath !== undefined) parts.push(place.tagPath);
  return parts.join(', ');
}
