/** Kernels in WebAssembly: their committed files, and instances of them. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

// After 1,000 calls of an imported function V8 compiles a wrapper of its own for it, kept in one cache of all threads, and where
// threads come and go the cache rarely frees a wrapper of which it has lost track: the process dies (`Check failed:
// jit_page.has_value()` below `Runtime_TierUpWasmToJSWrapper`, nodejs/node#64500). Kernels seldom call out: the general
// wrapper serves, and is never replaced.
setFlagsFromString('--wasm-wrapper-tiering-budget=2147483647');

/** As much of WebAssembly as is needed: without the DOM, TypeScript has no types of it. */
declare const WebAssembly: {
  readonly Memory: new (pages: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (octets: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

/** A kernel, compiled. */
export function compileKernel(file: URL): object {
  return new WebAssembly.Module(readFileSync(file));
}

/** What a new instance of a kernel exports; it is called as the kernel's source says. */
export function kernelExports<Exports extends object>(module: object, imports: object = {}): Exports {
  return new WebAssembly.Instance(module, imports).exports as Exports;
}

/** A memory of so many pages (64 KiB) that never grows, all 0. */
export function fixedMemory(pages: number): { readonly buffer: ArrayBuffer } {
  return new WebAssembly.Memory({ initial: pages, maximum: pages });
}
