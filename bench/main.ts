/** `npm run bench`: the bench of the whole chain, or with `detection` first the one of what it finds. */
if (process.argv[2] === 'detection') {
  process.argv.splice(2, 1);
  await import('./detection/run.ts');
} else await import('./run.ts');
