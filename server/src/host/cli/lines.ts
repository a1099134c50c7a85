/**
 * The lines of a stream of UTF-8, without their ends. For a line of more than `longest` UTF-16 units, `undefined` comes in its place: it is not
 * kept in memory.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<string | undefined> {
  const decoder = new TextDecoder();
  let rest: string[] = [];
  let size = 0;
  const take = (part: string) => {
    size += part.length;
    if (size <= longest) rest.push(part);
    else rest = [];
  };
  const whole = () => {
    const line = size <= longest ? rest.join('').replace(/\r$/, '') : undefined;
    rest = [];
    size = 0;
    return line;
  };
  for await (const chunk of chunks) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    take(first);
    for (const other of others) {
      yield whole();
      take(other);
    }
  }
  if (size > 0) yield whole();
}
