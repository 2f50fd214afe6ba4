/** An instance of the kernel in WebAssembly (assembly/trees.ts), with a memory of the size that its host asks for. */
import { readFileSync } from 'node:fs';

/** Addresses and counts; assembly/ says what each does. */
export interface TreeKernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  addPairs(
    rows: number,
    pairs: number,
    nodes: number,
    ...columnsSumsAndStride: [number, number, number, number, number, number]
  ): void;
  sumByNode(rows: number, pairs: number, nodes: number, sums: number): void;
  part(rows: number, nodes: number, splits: number): void;
  addUp(trees: number, each: number, splits: number, bins: number, sums: number, reach: number): void;
  totalOf(columns: number, sums: number, start: number, totals: number): void;
  mostOf(ranks: number, columns: number, sums: number, numbers: number, said: number): void;
}

/** As much of WebAssembly as is needed: without the DOM, TypeScript has no types of it. */
declare const WebAssembly: {
  readonly Module: new (octets: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

const PAGE = 65_536;
const ALIGNED = 16;

let compiled: object | null = null;

/**
 * A kernel, and where each of the pieces stands in its memory, whose sizes are in octets. All of it is 0. No piece is at address 0.
 */
export function treeKernel<Piece extends string>(
  sizes: Readonly<Record<Piece, number>>,
): { readonly kernel: TreeKernel; readonly at: Readonly<Record<Piece, number>> } {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('./trees.wasm', import.meta.url)));
  const kernel = new WebAssembly.Instance(compiled).exports as TreeKernel & {
    readonly memory: { grow(pages: number): void };
  };
  const at = {} as Record<Piece, number>;
  let end = kernel.memory.buffer.byteLength;
  for (const [piece, octets] of Object.entries<number>(sizes)) {
    at[piece as Piece] = end;
    end += Math.ceil(octets / ALIGNED) * ALIGNED;
  }
  kernel.memory.grow(Math.ceil((end - kernel.memory.buffer.byteLength) / PAGE));
  return { kernel, at };
}
