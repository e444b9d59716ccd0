import { expect, test } from 'vitest'
import { because, type StepEvidence, type StepKind } from './because.ts'

const posted: StepEvidence = {
  strategy: 'conservative',
  rule: 'posted',
  agreed: ['account', 'type', 'currency'],
  differed: [
    { field: 'amount', ratio: 1.15 },
    { field: 'value_date', days: 1 },
    { field: 'description', likeness: 0.6154 },
    { field: 'status' },
  ],
  score: 0.7321,
  runnerUp: null,
}

test.each<[StepKind, StepEvidence, string]>([
  ['first_seen', {}, 'The institution showed it for the first time.'],
  [
    'first_seen',
    { rule: 'key_reused', differed: [{ field: 'type' }] },
    'It came under the key of another record, and cannot be that one: another type.',
  ],
  [
    'moved',
    posted,
    'It was pending and no longer shown, and a posted row under another key fits it as nothing else does: the same account, type and currency; amount higher by 15 %, value_date 1 day apart, description 61.5 % alike, another status; rated 0.73, and nothing else came into question.',
  ],
  [
    'moved',
    { strategy: 'exact', rule: 'same_content', agreed: ['amount'], differed: [], alike: { stored: 2, came: 1 } },
    'It was no longer shown under its key, and a row under another one says the same: the same amount; 2 stored and 1 that came were alike.',
  ],
  [
    'moved',
    { ...posted, differed: [{ field: 'amount', ratio: 0.98 }], runnerUp: 0.5 },
    'It was pending and no longer shown, and a posted row under another key fits it as nothing else does: the same account, type and currency; amount lower by 2 %; rated 0.73, and the next best 0.50.',
  ],
  [
    'moved',
    { strategy: 'explicit', rule: 'named_predecessor', agreed: ['key'], differed: [] },
    'The institution says that a row under another key replaces it.',
  ],
  ['status_changed', { from: 'PENDING', to: null }, 'Its status went from PENDING to none.'],
  [
    'content_changed',
    { fields: ['description', 'merchant'] },
    'The institution says something else of its description and merchant.',
  ],
  ['removed', { reason: 'gone' }, 'The institution no longer shows it.'],
  ['removed', { reason: 'deleted' }, 'The application deleted it.'],
  ['removed', { reason: 'cascaded' }, 'It went along with a record that the application deleted.'],
  [
    'removed',
    { reason: 'gone', rule: 'key_reused', differed: [{ field: 'type' }, { field: 'value_date', days: 40 }] },
    'The institution gave its key to another record, which cannot be this one: another type, value_date 40 days apart.',
  ],
  ['returned', { reason: 'gone' }, 'The institution shows it again, after it was gone.'],
  ['returned', { reason: 'cascaded' }, 'The institution shows it again, after it went along with another record.'],
  ['superseded', posted, 'The institution says that another record replaces it.'],
])('%s says why', (kind, evidence, sentence) => {
  expect(because(kind, evidence)).toBe(sentence)
})
