import { describe, expect, test } from 'vitest'
import type { ResourceName } from '../../../../../../contract/resource.ts'
import { isCpf, isCurp } from '../../../../domain/identifiers.ts'
import { faultOf } from '../../faults.ts'
import { failuresByNumber, personasByNumber } from '../../world/people/documented-numbers.ts'
import { employmentRegisters } from './registers.ts'

const now = Date.parse('2026-03-12T16:20:00Z')

const registerNamed = (name: string) => {
  const found = employmentRegisters.find(({ manifest }) => manifest.name === name)
  if (!found) throw new Error(`no register ${name}`)
  return found
}

const ask = (name: string, user: string, resource: ResourceName, at = now) => [
  ...registerNamed(name).answers({ seed: 'seed', user, now: at }, { resource }),
]

type Body = Record<string, unknown>
const report = (user: string, name = 'planet_mx_employment', at = now) =>
  ask(name, user, 'EMPLOYMENT_RECORDS', at)[0]?.body as Body & { employment_records: Body[]; personal_data: Body }
const statusOf = (user: string) => (report(user).personal_data.entitlements as Body).status

const eventsOf = (employment: Body | undefined) =>
  new Set(((employment?.employment_status_updates ?? []) as Body[]).map(({ event }) => event))

const accepts = (name: string, field: string, text: string) => {
  const found = registerNamed(name).manifest.formFields.find((each) => each.name === field)
  return found !== undefined && new RegExp(found.validation, 'u').test(text)
}

describe('login', () => {
  test('a CURP is asked for where the institution is real, and any name where it is not', () => {
    for (const name of ['imss_mx_employment', 'issste_mx_employment']) {
      expect(accepts(name, 'username', 'BLPM951331IONVGR54')).toBe(true)
      expect(accepts(name, 'username', 'salaried')).toBe(false)
    }
    expect(accepts('planet_mx_employment', 'username', 'BLPM951331IONVGR54')).toBe(true)
    expect(accepts('planet_mx_employment', 'username', 'salaried')).toBe(true)
  })

  test('INSS asks for a CPF, with its points or without, and a password of 8 to 70 characters', () => {
    expect(accepts('inss_br_employment', 'username', '761.092.776-73')).toBe(true)
    expect(accepts('inss_br_employment', 'username', '7610927767')).toBe(false)
    expect(registerNamed('inss_br_employment').nameOf('761.092.776-73')).toBe('76109277673')
    const passwords = ['1234567', 'password', 'x'.repeat(70), 'x'.repeat(71)]
    expect(passwords.map((text) => accepts('inss_br_employment', 'password', text))).toEqual([false, true, true, false])
  })

  test('numbers of documented people have right check digits, and pass the form', () => {
    for (const number of Object.keys({ ...personasByNumber, ...failuresByNumber })) {
      expect([number, isCurp(number) || isCpf(number)]).toEqual([number, true])
      const name = /^\d/.test(number) ? 'inss_br_employment' : 'imss_mx_employment'
      expect(accepts(name, 'username', number)).toBe(true)
    }
  })

  test.each(Object.entries(failuresByNumber))('%s meets what %s meets', (number, user) => {
    expect(faultOf(number, 'password', 'registration')).toBe(faultOf(user, 'password', 'registration'))
  })

  test.each([
    ['NOEX800101HDFXST02', 'curp_unknown'],
    ['SNSS800101HDFNSS01', 'nss_missing'],
    ['OTRO800101HDFTRN07', 'nss_mismatched'],
    ['INCO800101HDFNCN07', 'insured_inconsistent'],
    ['LIMI800101HDFLMT02', 'visits_used_up'],
    ['BLPM951331IONVGR54', undefined],
  ])('IMSS answers %s with %s', (username, refusal) => {
    expect(registerNamed('imss_mx_employment').refuses({ username })).toBe(refusal)
  })

  test('an address that was used before is refused, and ISSSTE asks only whether there is such a CURP', () => {
    const username = 'BLPM951331IONVGR54'
    const imss = registerNamed('imss_mx_employment')
    expect(imss.refuses({ username, username2: 'taken@example.com' })).toBe('email_taken')
    expect(imss.refuses({ username, username2: 'other@example.com' })).toBeUndefined()
    const issste = registerNamed('issste_mx_employment')
    expect(issste.refuses({ username: 'NOEX800101HDFXST02' })).toBe('curp_unknown')
    expect(issste.refuses({ username: 'LIMI800101HDFLMT02' })).toBeUndefined()
  })
})

describe('what is known of people', () => {
  test('of an employee the same at IMSS and at the sandbox’s own register', () => {
    const [shown, planet] = ['imss_mx_employment', 'planet_mx_employment'].map((name) =>
      report('BLPM951331IONVGR54', name),
    )
    expect(shown).toEqual(planet)
    expect(shown?.internal_identification).toBe('BLPM951331IONVGR54')
    expect(statusOf('BLPM951331IONVGR54')).toBe('EMPLOYED')
  })

  test.each([
    ['salaried', 'EMPLOYED', 1],
    ['two_jobs', 'EMPLOYED', 2],
    ['pensioner', 'RETIRED', 0],
    ['student', 'UNEMPLOYED', 0],
    ['gig_worker', 'UNEMPLOYED', 0],
    ['public_servant', 'UNEMPLOYED', 0],
    ['low', 'UNEMPLOYED', 0],
  ])('%s is %s and has %i jobs with private employers', (user, status, jobs) => {
    expect(statusOf(user)).toBe(status)
    expect(report(user).employment_records.filter(({ end_date: end }) => end === null)).toHaveLength(jobs)
  })

  test('who works in the season is hired and dismissed with it, and insured for eight weeks more', () => {
    const inSeason = report('seasonal', 'planet_mx_employment', Date.parse('2026-03-12T16:20:00Z'))
    expect(inSeason.employment_records[0]).toMatchObject({ start_date: '2026-03-01', end_date: null })
    const after = report('seasonal', 'planet_mx_employment', Date.parse('2026-05-12T16:20:00Z'))
    expect(after.employment_records[0]).toMatchObject({ start_date: '2026-03-01', end_date: '2026-04-25' })
    expect(after.personal_data.entitlements).toEqual({
      entitled_to_health_insurance: true,
      entitled_to_company_benefits: false,
      valid_until: '2026-06-20',
      status: 'UNEMPLOYED',
    })
  })

  test('a trader insures himself, without an employer', () => {
    const [own] = report('sole_proprietor').employment_records
    expect(own).toMatchObject({ employer_id: null, end_date: null })
    expect(eventsOf(own)).toEqual(new Set(['VOLUNTARY_CONTRIBUTION']))
    expect(report('sole_proprietor').salary_estimation).toMatchObject({ employment_status_estimate: 'UNEMPLOYED' })
  })

  test('a student has a number and no history, so no scores', () => {
    const { employment_records: records, employment_scores: scores } = report('student')
    expect(records).toEqual([])
    expect(scores).toEqual([3, 6, 12].map((period) => ({ score: null, period, version: '1.0.0' })))
  })

  test('a public servant is at ISSSTE, with wages of a thirtieth of a month a day', () => {
    const body = report('SEPU760614MYNRPB05', 'issste_mx_employment')
    const [present] = body.employment_records
    expect(body).toMatchObject({ social_security_summary: null, employment_scores: null, salary_estimation: null })
    expect(present).toMatchObject({ employer_id: null, state: null, end_date: null })
    expect(present?.employer).toMatch(/^[^;]+;[^;]+$/)
    expect(Number(present?.most_recent_base_salary) * 30).toBeCloseTo(Number(present?.monthly_salary), 0)
    expect(eventsOf(present)).toEqual(new Set(['NORMAL']))
  })

  test('a pension, a trader’s own contributions and a thirteenth salary are told by INSS as what they are', () => {
    const typesOf = (user: string) =>
      new Set(
        ask('inss_br_employment', user, 'EMPLOYMENTS').flatMap(({ body }) =>
          (body.salaries as Body[]).map(({ type }) => type),
        ),
      )
    expect(typesOf('76109277673')).toEqual(new Set(['REGULAR', 'THIRTEENTH']))
    expect(typesOf('pensioner')).toContain('RETIREMENT')
    expect(typesOf('sole_proprietor')).toContain('VOLUNTARY')
  })

  test('the owner at INSS is the owner at the bank', () => {
    const [owner] = ask('inss_br_employment', '76109277673', 'OWNERS')
    expect(owner?.body).toMatchObject({
      display_name: 'Ralph Bragg',
      document_id: { document_type: 'CPF', document_number: '76109277673' },
    })
  })

  test('INSS shows employments of which any day lies in the period', () => {
    const inss = registerNamed('inss_br_employment')
    const within = (from: string, to: string) =>
      [...inss.answers({ seed: 'seed', user: '76109277673', now }, { resource: 'EMPLOYMENTS', from, to })].map(
        ({ key }) => key,
      )
    const all = ask('inss_br_employment', '76109277673', 'EMPLOYMENTS')
    expect(within('2026-01-01', '2026-03-01')).toEqual([all.at(-1)?.key])
    const [first] = all
    const start = String(first?.body.start_date)
    expect(within('1950-01-01', start)).toEqual([first?.key])
    expect(within('1950-01-01', '1950-02-01')).toEqual([])
  })

  test('of nobody and of companies there is nothing', () => {
    for (const user of ['nodata', 'SIND830301HDFNDT02', 'small_company', 'PMO010101000']) {
      expect(ask('planet_mx_employment', user, 'EMPLOYMENT_RECORDS')).toEqual([])
      expect(ask('planet_mx_employment', user, 'CURRENT_EMPLOYMENTS')).toEqual([])
    }
    expect(ask('inss_br_employment', '30700002154', 'EMPLOYMENTS')).toEqual([])
    expect(ask('inss_br_employment', '30700002154', 'OWNERS')).toEqual([])
  })
})
