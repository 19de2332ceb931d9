/** Owns `completion`: the words a shell may offer, taken from the commands themselves. */
import { type Command, Option } from "commander";
import { refuseUsage } from "../failure.ts";

type Words = { path: string; words: string[] };

export function addCompletionCommand(program: Command): void {
  program
    .command("completion")
    .description("completions for a shell: source <(quarterdeck completion bash)")
    .argument("<shell>", "bash, zsh or fish")
    .action((shell: string) => {
      const words = listWords(program, "");
      if (shell === "bash") return void process.stdout.write(writeBash(words));
      if (shell === "zsh")
        return void process.stdout.write(`autoload -U +X bashcompinit && bashcompinit\n${writeBash(words)}`);
      if (shell === "fish") return void process.stdout.write(writeFish(words));
      throw refuseUsage(`there are completions for bash, zsh and fish, not for "${shell}"`);
    });
}

function listWords(command: Command, path: string): Words[] {
  const options = command.options
    .filter(option => !(option instanceof Option && option.hidden))
    .map(option => option.long ?? "");
  const shared = path === "" ? [] : ["--json", "--quiet", "--url", "--timeout"];
  const here = {
    path,
    words: [...command.commands.map(child => child.name()), ...options, ...shared, "--help"].filter(Boolean),
  };
  return [here, ...command.commands.flatMap(child => listWords(child, `${path} ${child.name()}`.trim()))];
}

function writeBash(all: readonly Words[]): string {
  const cases = all.map(({ path, words }) => `    "${path}") words="${words.join(" ")}" ;;`).join("\n");
  return `_quarterdeck() {
  local path="" word words
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  while :; do
    case "$path" in
${cases.replaceAll(/^ {4}/gm, "      ")}
      *) if [[ "$path" == *" "* ]]; then path="\${path% *}"; continue; else words=""; fi ;;
    esac
    break
  done
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _quarterdeck quarterdeck
`;
}

function writeFish(all: readonly Words[]): string {
  return all
    .map(({ path, words }) => {
      const parts = path.split(" ").filter(Boolean);
      const condition =
        parts.length === 0
          ? "__fish_use_subcommand"
          : parts.map(part => `__fish_seen_subcommand_from ${part}`).join("; and ");
      return `complete -c quarterdeck -f -n "${condition}" -a "${words.join(" ")}"\n`;
    })
    .join("");
}
