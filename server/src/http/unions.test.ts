import { expect, test } from 'vitest'
import { faultRuleRequest } from '../../../contract/fault-rules.ts'
import { Faults } from '../domain/faults.ts'
import { Fault } from '../kit/fault.ts'
import { toRefusal } from './errors.ts'
import { bodyReader } from './fields.ts'

const read = bodyReader(faultRuleRequest, { strict: true })

function refusalOf(effect: unknown) {
  try {
    return read({ effect })
  } catch (thrown) {
    if (!(thrown instanceof Faults || thrown instanceof Fault)) throw thrown
    return toRefusal(thrown, 'r').body.map(({ field, code }) => [field, code])
  }
}

test.each([
  [{ kind: 'error', fault: 'no' }, [['effect.fault', 'invalid_choice']]],
  [{ kind: 'latency' }, [['effect.distribution', 'required']]],
  [
    { kind: 'latency', distribution: 'fixed', ms: 500 },
    [
      ['effect.ms', 'invalid'],
      ['effect.distribution', 'invalid'],
    ],
  ],
  [{ kind: 'latency', distribution: { kind: 'fixed' } }, [['effect.distribution.ms', 'required']]],
  [{ kind: 'latency', distribution: { kind: 'slow', ms: 5 } }, [['effect.distribution.kind', 'invalid_choice']]],
  [{ kind: 'partial_data', share: 2 }, [['effect.share', 'invalid']]],
  [{ kind: 'flood', share: 2 }, [['effect.kind', 'invalid_choice']]],
  [{ share: 2 }, [['effect.kind', 'required']]],
  ['error', [['effect', 'invalid']]],
])('of a union only the variant that is meant is told of: %j', (effect, refusal) => {
  expect(refusalOf(effect)).toEqual(refusal)
})
