import { expect, test } from 'vitest';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import { runExamples } from '../../src/settle/charge-models/examples.ts';
import { edit, REDUCED } from '../domain/agreement/documents.ts';

const failures = (text: string) => runExamples(parseAgreement(text, 'a.yaml'));

test.each(['225.00', '225', '225.0000'])('an example that comes out, written %s', (amount) => {
  expect(failures(edit(REDUCED, '"225.00"', `"${amount}"`))).toEqual([]);
});

test('an example that does not come out is named with its line and both amounts', () => {
  const [error, ...others] = failures(edit(REDUCED, '"225.00"', '"225.01"'));
  expect(others).toEqual([]);
  expect(error).toMatchObject({
    code: 'AGREEMENT_EXAMPLE',
    place: { file: 'a.yaml', line: 77, key: 'examples[0]' },
    detail: '60000 units of charges.usage[0] come to 225.000 EUR, the example says 225.01.',
  });
});

// biome-ignore format: one rule a line
test.each([
  ['charges.access[0]', '3',    '1.05',  0],
  ['charges.access[0]', '3',    '1.04',  1],
  ['charges.usage[1]',  '1.5',  '0.075', 0],
  ['charges.usage[1]',  '0.25', '0.012', 0], // 0.0125, half to even, three decimals
  ['charges.usage[1]',  '0.25', '0.013', 1],
])('%s: %s gives %s', (charge, quantity, amount, count) => {
  const text = `${REDUCED}  - { charge: "${charge}", quantity: "${quantity}", amount: "${amount}" }\n`;
  expect(failures(text)).toHaveLength(count);
});
