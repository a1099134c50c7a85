/** What stands in each text of a new rule until you write it. The tests of a rule refuse it. */
export const UNWRITTEN = 'TODO';
