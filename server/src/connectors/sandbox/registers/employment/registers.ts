import type { FaultName } from '../../../../domain/faults.ts'
import type { Credentials, Question, SourceRecord } from '../../../contract.ts'
import { employmentsAfter, tellsOfJob } from '../../changes/employment.ts'
import { ownerRecords } from '../../translate-owners.ts'
import { dayAt } from '../../world/calendar.ts'
import { makeWorld } from '../../world/world.ts'
import { citizenOf, homeBankOf, type NaturalPerson } from '../citizen.ts'
import type { Look, Register } from '../register.ts'
import { currentEmploymentRecord, imssRecord } from './imss-records.ts'
import { isssteRecords } from './issste-records.ts'
import * as manifests from './manifests.ts'

const asTyped = (username: string): string => username

const nobodyIsRefused = (): undefined => undefined

/** What IMSS alone answers, by the CURP that it answers so to. */
const refusedByImss: Readonly<Record<string, FaultName>> = {
  NOEX800101HDFXST02: 'curp_unknown',
  SNSS800101HDFNSS01: 'nss_missing',
  OTRO800101HDFTRN07: 'nss_mismatched',
  INCO800101HDFNCN07: 'insured_inconsistent',
  LIMI800101HDFLMT02: 'visits_used_up',
}

const refusesAtImss = ({ username = '', username2 }: Credentials): FaultName | undefined =>
  username2 === 'taken@example.com' ? 'email_taken' : refusedByImss[username]

/** RENAPO is asked everywhere. */
const refusesAtIssste = ({ username = '' }: Credentials): FaultName | undefined =>
  refusedByImss[username] === 'curp_unknown' ? 'curp_unknown' : undefined

const isIn =
  (country: 'MX' | 'BR') =>
  ({ seed, user }: Look): NaturalPerson | null => {
    const citizen = citizenOf(seed, country, user)
    return citizen?.kind === 'person' ? citizen : null
  }

const mexican = isIn('MX')
const brazilian = isIn('BR')

/** Its reports are about one person each, whose pay can be raised. */
const onDemandIn = (
  records: (look: Look) => readonly SourceRecord[],
  username: string,
): Pick<Register, 'happenings' | 'subjects' | 'somebody'> => ({
  happenings: [{ kind: 'changed', resource: 'EMPLOYMENT_RECORDS' }],
  subjects: (look) => (tellsOfJob(records(look)) ? [null] : []),
  somebody: { username },
})

const imssRecords = ({ now, ...look }: Look, question: Question): readonly SourceRecord[] => {
  const citizen = mexican({ now, ...look })
  if (!citizen) return []
  const report = { citizen, today: dayAt(now), changes: look.changes ?? [] }
  return [question.resource === 'CURRENT_EMPLOYMENTS' ? currentEmploymentRecord(report) : imssRecord(report, question)]
}

const isssteFiles = (look: Look): readonly SourceRecord[] => {
  const citizen = mexican(look)
  return citizen ? isssteRecords({ citizen, today: dayAt(look.now), changes: look.changes ?? [] }) : []
}

function insured(manifest: Register['manifest'], refuses: Register['refuses']): Register {
  return {
    manifest,
    nameOf: asTyped,
    refuses,
    answers: imssRecords,
    ...onDemandIn((look) => imssRecords(look, { resource: 'EMPLOYMENT_RECORDS' }), 'BLPM951331IONVGR54'),
  }
}

export const employmentRegisters: readonly Register[] = [
  insured(manifests.planet, nobodyIsRefused),
  insured(manifests.imss, refusesAtImss),
  {
    manifest: manifests.issste,
    nameOf: asTyped,
    refuses: refusesAtIssste,
    answers: isssteFiles,
    ...onDemandIn(isssteFiles, 'BLPM951331IONVGR54'),
  },
  {
    manifest: manifests.inss,
    // A CPF is the same number with its points and without.
    nameOf: (username) => username.replace(/[.-]/g, ''),
    refuses: nobodyIsRefused,
    *answers(look, question) {
      const citizen = brazilian(look)
      if (!citizen) return
      if (question.resource === 'OWNERS') yield* ownersAtHome(look)
      else yield* employmentsAfter(citizen, look, question)
    },
    happenings: [{ kind: 'added', resource: 'EMPLOYMENTS' }],
    subjects: (look) => (brazilian(look) ? [null] : []),
    somebody: { username: '761.092.776-73', password: 'pass_valid' },
  },
]

/** The person as the home bank knows it. */
function ownersAtHome({ seed, user, now }: Look): readonly SourceRecord[] {
  const world = makeWorld(seed, homeBankOf('BR'), user)
  return world ? ownerRecords({ world, now }) : []
}
