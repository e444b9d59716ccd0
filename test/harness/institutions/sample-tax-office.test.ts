import { behavesLikeAConnector } from '../../../server/src/connectors/suite.ts'
import { sampleTaxOffice } from './sample-tax-office.ts'

behavesLikeAConnector({
  connector: sampleTaxOffice,
  good: { username: 'anybody', password: 'good' },
  wrong: { username: 'user_invalid', password: 'good' },
  surroundings: (signal = new AbortController().signal) => ({
    clock: { now: () => new Date('2026-03-18T15:00:00Z') },
    seed: 'unused',
    signal,
  }),
})
