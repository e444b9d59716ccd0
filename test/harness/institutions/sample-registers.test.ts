import type { Connector, Credentials } from '../../../server/src/connectors/contract.ts'
import { behavesLikeAConnector } from '../../../server/src/connectors/suite.ts'
import { brazilianRegister, mexicanRegister } from './sample-registers.ts'

const suite = (connector: Connector, good: Credentials) =>
  behavesLikeAConnector({
    connector,
    good,
    wrong: { ...good, username: 'user_invalid' },
    surroundings: (signal = new AbortController().signal) => ({
      clock: { now: () => new Date('2026-04-18T15:00:00Z') },
      seed: 'unused',
      signal,
    }),
  })

suite(mexicanRegister, { username: 'BLPM951231HNLNVR07' })
suite(brazilianRegister, { username: '76109277673', password: '12345678' })
