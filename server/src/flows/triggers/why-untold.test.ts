import { describe, expect, test } from 'vitest'
import { findTrigger, type Trigger } from '../../domain/webhooks/triggers.ts'
import { whyUntold } from './why-untold.ts'

const causeOf = (type: string, code: string) => (findTrigger(type, code) as Trigger).cause
const purchase = causeOf('TRANSACTIONS', 'new_transactions_available')
const kept = { kind: 'kept', counts: { added: 1 } }

describe('why nobody was told', () => {
  test.each([
    [null, 'no update of the link was finished'],
    [{ kind: 'token' }, 'the institution asked the update for a token'],
    [{ kind: 'failed', fault: 'institution_down' }, 'the update failed with institution_down'],
    [{ kind: 'done', resources: { ACCOUNTS: kept } }, 'the update found nothing new'],
    [
      { kind: 'done', resources: { ACCOUNTS: kept, TRANSACTIONS: { kind: 'failed', fault: 'unexpected' } } },
      'in the update TRANSACTIONS failed with unexpected',
    ],
  ])('%j is said in a sentence, and that the purchase stays', (outcome, reason) => {
    const stays = 'What was made to happen stays: an update that reads it finds it.'
    expect(whyUntold(purchase, { outcome })).toBe(`It was not told of: ${reason}. ${stays}`)
  })

  test('where nothing was made to happen, nothing is said to stay', () => {
    const history = causeOf('TRANSACTIONS', 'historical_update')
    expect(whyUntold(history, undefined)).toBe('It was not told of: no update of the link was finished.')
  })
})
