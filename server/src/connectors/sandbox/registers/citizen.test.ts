import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { isCurp, isNss, isRfc } from '../../../domain/identifiers.ts'
import { answers } from '../answers.ts'
import { institutionNamed } from '../fixtures.ts'
import { firstDay, monthIn, monthOf } from '../world/calendar.ts'
import { homeBanks } from '../world/people/named.ts'
import { makeWorld } from '../world/world.ts'
import { type Citizen, citizenOf, monthlyGross, type NaturalPerson } from './citizen.ts'

vi.setConfig({ testTimeout: 120_000 })

type Country = 'MX' | 'BR'

const bankOf = (country: Country) => institutionNamed(homeBanks[country] ?? '')

function personNamed(country: Country, user: string, seed = 'seed'): NaturalPerson {
  const citizen = citizenOf(seed, country, user)
  if (citizen?.kind !== 'person') throw new Error(`${user} is no person`)
  return citizen
}

const workers = ['bnk100', 'negative', 'salaried', 'public_servant', 'over_indebted', 'seasonal', 'two_jobs'] as const

describe('wages', () => {
  const cases = fc.record({
    country: fc.constantFrom<Country[]>('MX', 'BR'),
    user: fc.oneof(fc.constantFrom(...workers), fc.stringMatching(/^[a-z]{3,8}$/)),
    seed: fc.stringMatching(/^[a-z]{1,4}$/),
    month: fc.integer({ min: monthIn(2014, 1), max: monthIn(2040, 12) }),
  })

  test('what employers pay is what the bank shows, to the cent and to the millisecond', () => {
    fc.assert(
      fc.property(cases, ({ country, user, seed, month }) => {
        const slips = personNamed(country, user, seed).payroll(month)
        const world = makeWorld(seed, bankOf(country), user)
        const shown = world?.checking.movements(month).filter(({ operation, text, cents }) => {
          const isWages = operation === 'FOLHA_PAGAMENTO' && !/PENSION|BENEFICIO/.test(text)
          return cents > 0 && (isWages || / RAYA SEM | DIARIAS|^DEP DINHEIRO|^DEPOSITO EFECTIVO/.test(text))
        })
        const seen = shown?.map(({ at, cents }) => [at, cents])
        expect(slips.map(({ paidAt, netCents }) => [paidAt, netCents])).toEqual(seen)
      }),
      { numRuns: 300 },
    )
  })

  test('gross less what is withheld is net, and earnings add up to gross', () => {
    fc.assert(
      fc.property(cases, ({ country, user, seed, month }) => {
        for (const slip of personNamed(country, user, seed).payroll(month)) {
          expect(slip.grossCents - slip.incomeTaxCents - slip.socialSecurityCents).toBe(slip.netCents)
          const earned = slip.earnings.reduce((sum, { taxedCents, exemptCents }) => sum + taxedCents + exemptCents, 0)
          expect(earned).toBe(slip.grossCents)
          expect(slip.periodFrom).toBeLessThanOrEqual(slip.periodTo)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('what a month brings is the sum of what is paid for it', () => {
    const steady = cases.filter(({ user }) => user !== 'seasonal')
    fc.assert(
      fc.property(steady, ({ country, user, seed, month }) => {
        const person = personNamed(country, user, seed)
        const slips = [month, month + 1].flatMap((paidIn) => person.payroll(paidIn))
        for (const employment of person.employmentsUntil(firstDay(month))) {
          if (employment.endsOn !== null) continue
          const paid = slips.filter(({ kind, employer, periodTo }) => {
            return kind === 'regular' && employer.name === employment.employer.name && monthOf(periodTo) === month
          })
          const gross = paid.reduce((sum, { grossCents }) => sum + grossCents, 0)
          expect(monthlyGross(person.client, employment, month)).toBe(gross)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('two employers pay whoever has two jobs', () => {
    for (const country of ['MX', 'BR'] as const) {
      const slips = personNamed(country, 'two_jobs').payroll(monthIn(2026, 2))
      expect(new Set(slips.map(({ employer }) => employer.taxNumber)).size).toBe(2)
    }
  })

  test('nobody pays wages to whoever lives on something else', () => {
    for (const user of ['low', 'gig_worker', 'pensioner', 'student', 'sole_proprietor']) {
      expect(personNamed('MX', user).payroll(monthIn(2026, 2))).toEqual([])
    }
  })
})

describe('one person is one person', () => {
  const identity = (citizen: Citizen | null) =>
    citizen?.kind === 'person' ? [citizen.personNumber, citizen.taxNumber, citizen.person.displayName] : []
  const documentAtBank = (country: Country, user: string) => {
    const world = makeWorld('seed', bankOf(country), user)
    const [owner] = answers(world, { resource: 'OWNERS' }, Date.parse('2026-03-12T16:20:00Z'))
    return owner?.body
  }

  test('a CURP is its holder’s at the bank too, even where it names a day that does not exist', () => {
    for (const curp of ['BLPM951331IONVGR54', 'MOAI540326HDGNYG04', 'LOLJ970312MBSPPN08']) {
      const person = personNamed('MX', curp)
      expect(person.personNumber).toBe(curp)
      expect(documentAtBank('MX', curp)).toMatchObject({
        display_name: person.person.displayName,
        document_id: { document_type: 'CURP', document_number: curp },
      })
    }
  })

  test('sex, day of birth and initials follow a right CURP', () => {
    const { person, taxNumber } = personNamed('MX', 'MOAI540326HDGNYG04')
    expect(person).toMatchObject({ sex: 'MALE', birthDate: '1954-03-26' })
    expect(`${person.paternal[0]}${person.maternal[0]}${person.firstNames[0]}`).toBe('MAI')
    expect(taxNumber).toMatch(/^MOAI540326/)
    expect(isRfc(taxNumber)).toBe(true)
    expect(personNamed('MX', 'LOLJ970312MBSPPN08').person).toMatchObject({ sex: 'FEMALE', birthDate: '1997-03-12' })
  })

  test('an RFC and a CPF are their holder’s, and a company’s RFC names a company', () => {
    expect(personNamed('MX', 'PFIS010101000').taxNumber).toBe('PFIS010101000')
    expect(documentAtBank('MX', 'PFIS010101000')).toMatchObject({ document_id: { document_number: 'PFIS010101000' } })
    expect(citizenOf('seed', 'MX', 'PMO010101000')).toMatchObject({
      kind: 'company',
      company: { document: { type: 'RFC', number: 'PMO010101000' } },
    })
    expect(documentAtBank('MX', 'PMO010101000')).toMatchObject({ document_id: { document_number: 'PMO010101000' } })
    expect(identity(citizenOf('seed', 'BR', '76109277673'))).toEqual(['76109277673', '76109277673', 'Ralph Bragg'])
  })

  test('numbers that are made up have right check digits and belong together', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{3,8}$/), (user) => {
        const { personNumber, taxNumber, socialSecurityNumber } = personNamed('MX', `${user}_x`)
        expect(isCurp(personNumber) && isRfc(taxNumber) && isNss(socialSecurityNumber ?? '')).toBe(true)
        expect(taxNumber.slice(4, 10)).toBe(personNumber.slice(4, 10))
      }),
    )
  })

  test('a company persona is a company, and who has no data is nobody', () => {
    expect(citizenOf('seed', 'MX', 'small_company')?.kind).toBe('company')
    expect(citizenOf('seed', 'BR', 'no_data')).toBeNull()
  })
})
