import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startBareStack } from '../candidates/bare.ts'
import { type Place, startEnlace } from '../candidates/enlace.ts'
import { headers } from '../candidates/keys.ts'
import { prismTargets, startPrism } from '../candidates/prism.ts'
import type { Candidate } from '../candidates/process.ts'
import { drive } from '../load/drive.ts'
import { highestDuring } from '../load/highest.ts'
import { type Section, show } from '../report/section.ts'
import type { Figure } from './figure.ts'

const restMs = 3_000
const loadMs = 4_000
const connections = 16
const restAimMb = 600

type Measured = {
  readonly name: string
  readonly rest: number
  readonly peakAfterStart: number
  readonly load: number | null
  readonly peak: number | null
  readonly after: number | null
}

/** Resident memory of the process: at rest after the start, under load, and the most that it ever was. */
export const memory: Figure = {
  name: 'memory',
  async run(bench) {
    const image = await bench.image()
    const { place, targets } = await bench.on('embedded')
    const { place: onPostgres, targets: targetsOnPostgres } = await bench.on('postgres')
    const cold: Place = { kind: 'embedded', folder: join(bench.folder, 'memory-enlace') }
    return describe([
      await measure('Enlace, embedded, first start', startEnlace(cold), null),
      await measure('Enlace, embedded', startEnlace(place), targets.page),
      await measure('Enlace, postgres', startEnlace(onPostgres), targetsOnPostgres.page),
      await measure('Bare stack, first start', startBareStack(join(bench.folder, 'memory-bare'), image), null),
      await measure('Bare stack', startBareStack(join(bench.folder, 'memory-bare'), image), null),
      await measure('prism', startPrism(), prismTargets.page),
    ])
  },
}

/** Without targets there is nothing to load the candidate with. */
async function measure(
  name: string,
  starting: Promise<Candidate>,
  targets: readonly string[] | null,
): Promise<Measured> {
  const candidate = await starting
  try {
    await wait(restMs)
    const start = memoryOf(candidate)
    const rested = { name, rest: start.resident, peakAfterStart: start.peak }
    if (targets === null) return { ...rested, load: null, peak: null, after: null }
    const driving = drive({ port: candidate.port, headers, targets, connections, warmUpMs: 0, measuredMs: loadMs })
    const { highest: load } = await highestDuring(candidate, driving)
    await wait(restMs)
    const end = memoryOf(candidate)
    return { ...rested, load, peak: end.peak, after: end.resident }
  } finally {
    await candidate.stop()
  }
}

function memoryOf(candidate: Candidate): { resident: number; peak: number } {
  const { residentMb, peakMb } = candidate.memory()
  if (residentMb === null || peakMb === null) throw new Error('Memory is read from /proc, which only Linux has.')
  return { resident: residentMb, peak: peakMb }
}

function describe(measured: readonly Measured[]): Section {
  const cell = (value: number | null) => (value === null ? '' : show(value))
  const atRest = measured.filter(({ name }) => name.startsWith('Enlace'))
  return {
    title: 'Memory',
    notes: [
      `Resident memory of the process in MB: ${restMs / 1_000} s after the first 200; the highest of ten samples a second while ${connections} connections ask for pages for ${loadMs / 1_000} s; ${restMs / 1_000} s after that. Peaks are the system's own record (\`VmHWM\`). PostgreSQL's processes are not counted.`,
    ],
    tables: [
      [
        ['Process', 'at rest', 'peak of the start', 'under load', 'after the load', 'peak in all'],
        ...measured.map((one) => [
          one.name,
          ...[one.rest, one.peakAfterStart, one.load, one.after, one.peak].map(cell),
        ]),
      ],
    ],
    aims: atRest.map(({ name, rest }) => ({
      aim: `${name}: under ${restAimMb} MB at rest`,
      measured: `${show(rest)} MB`,
      met: rest < restAimMb,
    })),
  }
}
