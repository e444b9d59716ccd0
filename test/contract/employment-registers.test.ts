import { expect, test } from 'vitest'
import type { ResourceName } from '../../contract/resource.ts'
import type { SourceRecord } from '../../server/src/connectors/contract.ts'
import { employmentRegisters } from '../../server/src/connectors/sandbox/registers/employment/registers.ts'
import { judgeReply } from './judge.ts'

const id = '3f0e7c55-0f5b-4a39-9c46-0a1d4e0f2b77'
const instant = '2026-03-12T16:20:00.000Z'

/** A record with what the server adds to it. */
function whole(resource: ResourceName, { body }: SourceRecord): object {
  const added = { ...body, id, link: id, created_at: instant, collected_at: instant }
  if (resource !== 'EMPLOYMENT_RECORDS') return added
  const jobs = body.employment_records as readonly object[]
  return {
    ...added,
    days_since_extraction: 0,
    employment_records: jobs.map((job) => ({ ...job, collected_at: instant })),
  }
}

const paths = {
  EMPLOYMENT_RECORDS: '/api/employment-records/',
  CURRENT_EMPLOYMENTS: '/api/mx/current-employments/',
  EMPLOYMENTS: '/api/br/employments/',
} as const

const asked = [
  ['planet_mx_employment', 'EMPLOYMENT_RECORDS'],
  ['planet_mx_employment', 'CURRENT_EMPLOYMENTS'],
  ['issste_mx_employment', 'EMPLOYMENT_RECORDS'],
  ['inss_br_employment', 'EMPLOYMENTS'],
] as const

const users = ['BLPM951331IONVGR54', 'MOAI540326HDGNYG04', 'SEPU760614MYNRPB05', '76109277673', 'someone', 'low']
const personas = ['salaried', 'two_jobs', 'seasonal', 'pensioner', 'student', 'gig_worker', 'sole_proprietor']
const instants = ['2015-01-01T00:00:00Z', '2024-02-29T23:59:59Z', instant, '2040-12-31T15:00:00Z']

test.each(asked)('what %s answers to %s is what the specification says', (name, resource) => {
  const register = employmentRegisters.find(({ manifest }) => manifest.name === name)
  const records = [...users, ...personas].flatMap((user) =>
    instants.flatMap((at) => [...(register?.answers({ seed: 'seed', user, now: Date.parse(at) }, { resource }) ?? [])]),
  )
  expect(records.length).toBeGreaterThan(20)
  const path = paths[resource]
  judgeReply({ method: 'POST', path, status: 201, body: records.map((record) => whole(resource, record)) })
})
