/** What `npm run -s bench -- …` was asked for. */
export type Arguments = Readonly<{
  suites: readonly string[];
  json: boolean;
  list: boolean;
  /** Only rows whose name contains this text. */
  only: string | undefined;
}>;

/** Reads the command line. @throws with one sentence when an option is not known */
export const parseArguments = (argv: readonly string[]): Arguments => {
  const suites: string[] = [];
  let [json, list] = [false, false];
  let only: string | undefined;
  for (const [index, argument] of argv.entries()) {
    if (argument === "--json") json = true;
    else if (argument === "--list") list = true;
    else if (argument === "--only") only = argv[index + 1];
    else if (argv[index - 1] === "--only") continue;
    else if (argument.startsWith("-"))
      throw new Error(`There is no option ${argument}: say --json, --list or --only <text>.`);
    else suites.push(argument);
  }
  return { suites, json, list, only };
};
