/** An instance of the kernel in WebAssembly (assembly/trees.ts), with a memory of the size that its host asks for. */
import { compileKernel, kernelExports } from '../../wasm.ts';

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
  countAlike(
    start: number,
    end: number,
    columns: number,
    stride: number,
    ...sampleTablesScratchAndCounts: [number, number, number, number]
  ): void;
  mostOf(ranks: number, columns: number, sums: number, numbers: number, said: number): void;
}

const PAGE = 65_536;
const ALIGNED = 16;

let compiled: object | null = null;

/**
 * A kernel, and where each of the pieces stands in its memory, whose sizes are in octets. All of it is 0. No piece is at address 0.
 */
export function treeKernel<Piece extends string>(
  sizes: Readonly<Record<Piece, number>>,
): { readonly kernel: TreeKernel; readonly at: Readonly<Record<Piece, number>> } {
  compiled ??= compileKernel(new URL('./trees.wasm', import.meta.url));
  const kernel = kernelExports<TreeKernel & { readonly memory: { grow(pages: number): void } }>(compiled);
  const at = {} as Record<Piece, number>;
  let end = kernel.memory.buffer.byteLength;
  for (const [piece, octets] of Object.entries<number>(sizes)) {
    at[piece as Piece] = end;
    end += Math.ceil(octets / ALIGNED) * ALIGNED;
  }
  kernel.memory.grow(Math.ceil((end - kernel.memory.buffer.byteLength) / PAGE));
  return { kernel, at };
}
