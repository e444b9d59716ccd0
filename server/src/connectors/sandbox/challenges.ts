import type { TokenChallenge } from '../contract.ts'

const expiresInSeconds = 720

const numeric: TokenChallenge = {
  type: 'numeric',
  instructions: 'Enter the code that your token device shows',
  value: '123456',
  expectsUserInput: true,
  expiresInSeconds,
}

/** People who are asked for a second factor, by user name, where the institution knows second factors. */
const challenges: Readonly<Record<string, TokenChallenge>> = {
  mfa_default: numeric,
  mfa_numeric: {
    ...numeric,
    instructions: 'Enter this number in your token device, and the answer here',
    value: '843921',
  },
  mfa_qr: {
    ...numeric,
    type: 'qr',
    instructions: 'Scan this code with the application of your bank, and enter the answer here',
    value: 'sandbox:843921',
  },
  mfa_text: {
    ...numeric,
    type: 'text',
    instructions: 'Answer the question of your bank',
    value: 'What was the name of your first school?',
  },
  mfa_inputless: {
    type: 'inputless',
    instructions: 'Confirm the access in the application of your bank',
    value: '',
    expectsUserInput: false,
    expiresInSeconds,
  },
}

export const challengeOf = (username: string): TokenChallenge | undefined => challenges[username]
