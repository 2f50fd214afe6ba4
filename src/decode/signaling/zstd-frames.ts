/**
 * zstd files of any number of frames, pulled. Node's stream stops after a frame that ends inside a chunk and drops the
 * rest of the chunk without an error, so what it left is given to a stream of its own.
 */
import { createZstdDecompress, type ZstdDecompress } from 'node:zlib';

/** Frames that may begin in one chunk of the file: more of them are an attack, not a file. */
const FRAMES_PER_CHUNK_MAX = 1024;
const NOTHING = Buffer.alloc(0);

/**
 * Yields the inflated bytes in pieces of at most `pieceBytes`; as much is inflated as is asked for.
 * @throws Error without `syscall` where a frame is damaged, cut or missing; whatever `source` throws.
 */
export async function* inflateZstd(
  source: AsyncIterable<Buffer>,
  pieceBytes: number,
): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = NOTHING;
  let frames = 0;
  let begun = false;
  for (;;) {
    if (rest.length === 0) {
      const next = await chunks.next();
      if (next.done) break;
      rest = next.value;
      frames = 0;
      begun = true;
    }
    const frame = createZstdDecompress({ chunkSize: pieceBytes });
    const fed = feed(frame, rest, chunks);
    for await (const piece of frame) yield piece as Buffer;
    const left = await fed;
    frames = left.sameChunk ? frames + 1 : 0;
    if (frames > FRAMES_PER_CHUNK_MAX || (left.sameChunk && left.rest.length === rest.length)) {
      throw new Error('Too many zstd frames, or one that takes nothing.');
    }
    rest = left.rest;
  }
  if (!begun) throw new Error('There is no zstd frame.');
}

/** What the stream did not take of the last chunk it was given, and whether that was the first one too. */
interface Left {
  readonly rest: Buffer;
  readonly sameChunk: boolean;
}

/** Writes chunks one at a time until the stream ends by itself or there are no more. */
async function feed(frame: ZstdDecompress, first: Buffer, chunks: AsyncIterator<Buffer>): Promise<Left> {
  const over = new Promise<void>((resolve) => {
    frame.once('end', resolve).once('close', resolve);
  });
  let chunk = first;
  let given = 0;
  try {
    for (;;) {
      given += chunk.length;
      // The callback may never come where a frame ends inside the chunk.
      await Promise.race([new Promise<void>((resolve) => frame.write(chunk, () => resolve())), over]);
      const left = given - frame.bytesWritten;
      if (left > 0) return { rest: chunk.subarray(chunk.length - left), sameChunk: chunk === first };
      const next = await chunks.next();
      if (next.done) {
        frame.end();
        return { rest: NOTHING, sameChunk: false };
      }
      chunk = next.value;
    }
  } catch (error) {
    frame.destroy(error as Error);
    return { rest: NOTHING, sameChunk: false };
  }
}
