/** What a person can put right: a message that names the file and says what to do. */
export class TrainError extends Error {
  override readonly name = 'TrainError';
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The system's code of a failed file operation: ENOENT, ENOSPC. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A failed file operation in plain words. */
export function fileError(file: string, error: unknown): TrainError {
  switch (codeOf(error)) {
    case 'ENOENT':
      return new TrainError(`${file}: there is no such file`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new TrainError(`${file}: no permission; change that, or take another folder`);
    case 'ENOSPC':
    case 'EDQUOT':
      return new TrainError(`${file}: the disk is full; free some space and resume`);
    default:
      return error instanceof TrainError ? error : new TrainError(`${file}: ${messageOf(error)}`);
  }
}
