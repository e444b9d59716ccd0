import type { CheckReport } from '../../../../../contract/doctor.ts'
import type { Examination } from '../../../flows/doctor/doctor.ts'

/** A report for people, in Markdown that reads well in a terminal. */
export const reportOf = (examination: Examination): string =>
  [titleOf(examination), ...examination.checks.map(partOf), endingOf(examination)].join('\n')

export const titleOf = ({ url, linkId }: Examination): string =>
  `# ${url}${linkId === null ? '' : `\n\nAbout the link ${linkId}.`}\n`

export function partOf({ title, verdict, played, expected, seen, advice, docs }: CheckReport): string {
  const lines = [
    `## ${title}: ${verdict}`,
    '',
    `- Played: ${played}`,
    `- Expected: ${expected}`,
    ...seen.map((sentence) => `- Seen: ${sentence}`),
    ...(advice === null ? [] : [`- Advice: ${advice} See ${docs}.`]),
  ]
  return `${lines.join('\n')}\n`
}

export function endingOf({ state, score, problem, waiting }: Examination): string {
  if (state === 'running') return `Still to come: ${waiting.join(', ')}.\n`
  if (state === 'broken_off') return `Broken off: ${problem}.\n`
  if (!score) return 'No grade: everything was skipped.\n'
  return `**Grade ${score.grade}**, ${score.percent} percent.\n`
}
