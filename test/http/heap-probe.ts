/** Loaded beside a server under test (`--import`): says how large its heap is after a collection, whenever it is asked. */
const collect = (globalThis as { gc?: () => void }).gc;

process.on('message', () => {
  for (let i = 0; i < 3; i++) collect?.();
  process.send?.(process.memoryUsage().heapUsed);
});
// It is no reason to stay.
process.channel?.unref();
