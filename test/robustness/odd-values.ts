/** A short name for an odd text in a test's report. */
export const odd = (text: string): string =>
  text.length > 60 ? `${JSON.stringify(text.slice(0, 40))}... (${text.length})` : JSON.stringify(text)

const metacharacters = [
  `'; drop table links; --`,
  `' or '1'='1`,
  '%',
  '_%_\\\\',
  '\\',
  '$1',
  '{{7*7}}',
  '../../etc/passwd',
  '\u202e\u0000',
]

/** Values of a field, as raw JSON. */
export const oddValues: readonly [string, string][] = [
  ['null', 'null'],
  ['empty', '""'],
  ['a space', '" "'],
  ['true', 'true'],
  ['zero', '0'],
  ['minus one', '-1'],
  ['a number past all doubles', '1e400'],
  ['a number of ten thousand digits', '9'.repeat(10_000)],
  ['NaN', 'NaN'],
  ['an object', '{}'],
  ['an operator', '{"$ne":null}'],
  ['a list', '[]'],
  ['a list of lists', '[[[]]]'],
  ['a list of nulls', '[null,null]'],
  ['a long list', `[${'"x",'.repeat(10_000)}"x"]`],
  ['a long text', `"${'x'.repeat(100_000)}"`],
  ['NUL', '"a\\u0000b"'],
  ['half a surrogate pair', '"\\ud800"'],
  ['the year 0', '"0000-01-01"'],
  ['no day', '"9999-99-99"'],
  ['a far day', '"+275760-09-13"'],
  ['an object with a prototype', '{"__proto__":{"length":3},"constructor":{"prototype":{}}}'],
  ...metacharacters.map((text): [string, string] => [`the text ${JSON.stringify(text)}`, JSON.stringify(text)]),
]

/** Bodies that are no object of the expected keys. */
export function wholeBodies(names: readonly string[]): [string, Buffer | string][] {
  const everyNameTwice = [...names, ...names].map((name) => `${JSON.stringify(name)}:1`).join(',')
  return [
    ['of nothing', ''],
    ['of white space', ' \r\n\t'],
    ['null', 'null'],
    ['true', 'true'],
    ['a number', '7'],
    ['a text', '"text"'],
    ['a list', '[]'],
    ['a list of an object', '[{}]'],
    ['that is cut', '{"link":'],
    ['with a comma too many', '{"link":1,}'],
    ['with a comment', '{/*a*/}'],
    ['in single quotes', `{'link':1}`],
    ['with two values', '{}{}'],
    ['with every key twice', `{${everyNameTwice}}`],
    ['with a prototype', '{"__proto__":{"link":"x","polluted":true},"constructor":{"prototype":{"polluted":true}}}'],
    ['with the names of methods', '{"toString":1,"hasOwnProperty":1,"valueOf":1,"then":1,"toJSON":1}'],
    ['of 100,000 lists in each other', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['of 100,000 objects in each other', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['of 100,000 open lists', '['.repeat(100_000)],
    ['of 50,000 keys', `{${Array.from({ length: 50_000 }, (_, index) => `"k${index}":0`).join(',')}}`],
    ['of ten megabytes', `"${'x'.repeat(10_485_760)}"`],
  ]
}

/** The same text in the wrong bytes. */
export function encodedBodies(text: string): [string, Buffer][] {
  return [
    ['with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['in UTF-16', Buffer.from(text, 'utf16le')],
    ['in UTF-16 with its mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    [
      'with broken UTF-8 in a key',
      Buffer.concat([Buffer.from('{"'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('":1}')]),
    ],
    ['with broken UTF-8 in values', Buffer.from(text.replaceAll('valid', '\xff\xfe\xc0\x80'), 'latin1')],
    ['with NUL between', Buffer.from(`${text}\u0000`)],
    ['of NUL', Buffer.alloc(1_000)],
    ['of every byte', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
  ]
}

/** What can stand where an id is expected, as it is written in the request line. */
export const absurdIds: readonly string[] = [
  '0',
  '-1',
  'null',
  'undefined',
  'NaN',
  '%00',
  '%ff%fe',
  '%',
  '%zz',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '..',
  '...',
  '%2f',
  ';id=1',
  '__proto__',
  'constructor',
  'a'.repeat(600),
  'a'.repeat(20_000),
  '3F2B8C1E-0D4A-4B6C-9E8F-7A6B5C4D3E2F',
  '3f2b8c1e0d4a4b6c9e8f7a6b5c4d3e2f',
  '%7B3f2b8c1e-0d4a-4b6c-9e8f-7a6b5c4d3e2f%7D',
  'urn:uuid:3f2b8c1e-0d4a-4b6c-9e8f-7a6b5c4d3e2f',
  '3f2b8c1e-0d4a-4b6c-9e8f-7a6b5c4d3e2f%00',
  '3f2b8c1e-0d4a-4b6c-9e8f-7a6b5c4d3e2f%0a',
  '3f2b8c1e-0d4a-4b6c-9e8f-7a6b5c4d3e2g',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '%27%20or%20%271%27%3D%271',
  '%25',
  '99999999999999999999999999',
  '%F0%9F%92%A9',
]

const oddEverywhere = [
  '',
  '%00',
  'a%00b',
  '%ff',
  '%zz',
  '%27%3Bdrop%20table%20links%3B--',
  '%25',
  '_',
  '%5C',
  'x'.repeat(4_000),
]
const oddNumbers = ['0', '-1', '1e400', 'NaN', 'Infinity', '-0', '1.5', '0x10', '999999999999999999999', '%D9%A1']
const oddDays = [
  '0000-01-01',
  '9999-99-99',
  '9999-12-31',
  '0001-01-01',
  '+275760-09-13',
  '2026-02-30',
  '2026-01-01T99:99:99Z',
]
const oddMoments = ['0001-01-01T00:00:00+23:59', '9999-12-31T23:59:59.999999-23:59', '2026-01-01T00:00:00+99:99']
const oddIds = ['3F2B8C1E-0D4A-4B6C-9E8F-7A6B5C4D3E2F', '3f2b8c1e0d4a4b6c9e8f7a6b5c4d3e2f', '%7B%7D']
const oddLists = [',', ',,,,', '1,2,3', 'null', Array.from({ length: 600 }, () => '1').join(',')]
const oddRanges = ['9999-12-31,0001-01-01', '1e400,-1e400', '5,1', '999999999999999,-999999999999999.1234567890']

/** Values for one parameter, as they are written in the request line. */
export function absurdQueryValues(name: string): readonly string[] {
  if (name === 'page' || name === 'page_size') return [...oddEverywhere, ...oddNumbers, '999999999']
  if (/_at|_date/.test(name)) {
    return [...oddEverywhere, ...oddDays, ...oddMoments, ...(/__(range|in)$/.test(name) ? oddRanges : [])]
  }
  if (/__(in|not_in|allin|range)$/.test(name)) return [...oddEverywhere, ...oddLists, ...oddRanges]
  if (/amount|balance/.test(name)) return [...oddEverywhere, ...oddNumbers, '999999999999999.9999999999']
  return [...oddEverywhere, ...oddIds]
}
