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

// 2.5 minutes of which the other direction has 1: 1 x 0.02 + 1.5 x 0.05 = 0.095, and with 4 there 2.5 x 0.02 = 0.05.
// biome-ignore format: one rule a line
test.each([
  ['quantity: "2.5"',       '1', '0.095', 0],
  ['quantity: "2.5"',       '4', '0.05',  0],
  ['quantity: "2.5"',       '4', '0.095', 1],
  ['devices: ["1", "1.5"]', '1', '0.095', 0],
])('balanced: %s against %s gives %s', (units, opposite, amount, count) => {
  const entry =
    '    - { service: volte, segments: [other], unit: minute, model: balanced, opposite: X, balanced: "0.02", unbalanced: "0.05" }\n';
  const text = edit(REDUCED, '  access:\n', `${entry}  access:\n`);
  const example = `  - { charge: "charges.usage[3]", ${units}, opposite: "${opposite}", amount: "${amount}" }\n`;
  expect(failures(`${text}${example}`)).toHaveLength(count);
});
