/** Wrong use or unreadable input: the message names the file and the remedy; exit code 2. */
export class UsageError extends Error {}
