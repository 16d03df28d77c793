/** A file as it stands on disk, with the way back from an offset in its text after variables to one before. */
export type SourceText = {
  /** Absolute path, or `--variable` for what came from the command line. */
  readonly file: string;
  /** As it stands in the file. */
  readonly original: string;
  /** After variables: what is parsed. */
  readonly resolved: string;
  readonly replacements: readonly Replacement[];
};

/** `[start, end)` of the original became `[resolvedStart, resolvedEnd)`; in order, never overlapping. */
export type Replacement = {
  readonly start: number;
  readonly end: number;
  readonly resolvedStart: number;
  readonly resolvedEnd: number;
};

/** A stretch of a file; offsets count in the resolved text. */
export type Place = { readonly source: SourceText; readonly start: number; readonly end: number };

/** The offset in the file for one in the resolved text; inside a replaced variable that is the variable's start. */
export function originalOffset(source: SourceText, offset: number): number {
  let shift = 0;
  for (const replacement of source.replacements) {
    if (offset < replacement.resolvedStart) break;
    if (offset < replacement.resolvedEnd) return replacement.start;
    shift = replacement.end - replacement.resolvedEnd;
  }
  return offset + shift;
}

/** The part of `place` where `word` stands, or `place` itself where it is not written as such (escapes, folding). */
export function narrowPlace(place: Place, word: string): Place {
  const start = word === '' ? -1 : place.source.resolved.indexOf(word, place.start);
  if (start < 0 || start + word.length > place.end) return place;
  return { source: place.source, start, end: start + word.length };
}
