import type { Credentials, Happening, OnDemand, Surroundings } from '../../contract.ts'
import type { SandboxInstitution } from '../manifest.ts'
import { dayAt, monthOf } from '../world/calendar.ts'
import type { World } from '../world/world.ts'
import { changedWorld, openAt, payerAt } from './bank-world.ts'
import { passwordAfter, passwordHappenings } from './changes.ts'

const happenings: readonly Happening[] = [
  { kind: 'added', resource: 'OWNERS' },
  { kind: 'added', resource: 'ACCOUNTS' },
  { kind: 'added', resource: 'TRANSACTIONS' },
  { kind: 'changed', resource: 'TRANSACTIONS' },
  { kind: 'taken_back', resource: 'TRANSACTIONS' },
  { kind: 'added', resource: 'BILLS' },
  { kind: 'added', resource: 'INVESTMENTS' },
  { kind: 'added', resource: 'INVESTMENT_TRANSACTIONS' },
  { kind: 'added', resource: 'EXCHANGES' },
]

/** A CPF of the network's own tests, whose holder has whatever the open finance bank shows. */
const ofTheNetwork = '76109277673'

/** What can be made to happen at a bank; `worldOf` is whom the credentials stand for. */
export function bankOnDemand(
  { manifest, login }: SandboxInstitution,
  worldOf: (credentials: Credentials, surroundings: Surroundings) => World | null,
): OnDemand {
  return {
    happenings: [
      ...happenings.filter((each) => each.kind !== 'password_changed' && manifest.resources.includes(each.resource)),
      ...passwordHappenings(manifest.formFields),
    ],
    somebody(number) {
      const username = login === 'consent' ? ofTheNetwork : `on_demand_${number}`
      const password = { password: 'full' }
      if (login === 'consent') return { username }
      if (login !== 'advanced') return { username, ...password }
      return { username, ...password, username_type: '003', username2: 'valid', password2: 'valid' }
    },
    passwordAfter,
    subjects(credentials, surroundings, happening) {
      const base = worldOf(credentials, surroundings)
      const { changes = [] } = surroundings
      if (happening.kind === 'password_changed') return [null]
      return base ? subjectsIn(changedWorld(base, changes), surroundings.clock.now().getTime(), happening) : []
    },
  }
}

const recentDays = 30

function subjectsIn(
  world: World,
  now: number,
  { kind, resource }: Exclude<Happening, { kind: 'password_changed' }>,
): readonly (string | null)[] {
  const [whenever, never] = [[null], []]
  if (kind !== 'added') return resource === 'TRANSACTIONS' ? recentPurchases(world, now) : never
  switch (resource) {
    case 'BILLS':
      return world.cards.length > 0 ? whenever : never
    case 'INVESTMENTS':
      return openAt(world, now).length > 0 ? whenever : never
    case 'INVESTMENT_TRANSACTIONS':
      return payerAt(world, now) ? whenever : never
    case 'EXCHANGES':
      return (world.foreign?.exchangesAt(now).length ?? 0) > 0 ? whenever : never
    default:
      return whenever
  }
}

/** Posted purchases from the checking account, newest first: nothing else hangs from them. */
function recentPurchases({ checking }: World, now: number): readonly string[] {
  const month = monthOf(dayAt(now))
  return [...checking.movements(month - 1), ...checking.movements(month)]
    .filter(({ at, postedAt, mcc }) => postedAt <= now && dayAt(at) > dayAt(now) - recentDays && mcc !== undefined)
    .toReversed()
    .map(({ key }) => key)
}
