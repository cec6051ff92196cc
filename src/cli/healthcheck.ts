import { addressText, readAddress } from "./address.ts";
import { Failure } from "./failure.ts";
import { parsedObject } from "./answers.ts";
import { withServer } from "./handshake.ts";
import { get, type WebAnswer } from "./http.ts";
import { askInfo } from "./server-info.ts";
import { asJson, shown } from "./shown.ts";
import { examples, jsonOption, type Subcommand } from "./subcommand.ts";
import { say, type Surroundings } from "./surroundings.ts";

/** What was found out, as `--json` prints it. */
interface Verdict {
  readonly status: string;
  readonly reason?: string;
  /** Where it was asked. */
  readonly from: string;
}

const webPort = 7420;
const path = "/health/ready";

/** `millrace healthcheck`: whether a server takes jobs, as an exit code (spec §8 `/health/ready`). */
export const healthcheck: Subcommand = (program, surroundings) => {
  program
    .command("healthcheck")
    .summary("whether a server takes jobs, as an exit code")
    .description(
      `Asks ${path} on the web port of the server, ${webPort}. Where nothing listens there (-w :0), the command port is asked for INFO ` +
        "instead. Exit code 0: it takes jobs; 5: it does not, and says why; 3: it can't be reached.",
    )
    .option("--url <url>", "the web port: http://HOST:PORT or https://HOST:PORT")
    .option(...jsonOption)
    .addHelpText(
      "after",
      examples([
        ["millrace healthcheck", "this machine's server"],
        ["millrace healthcheck --url http://jobs:7420", "another one; nothing but its web port is asked"],
      ]),
    )
    .action(async ({ url, json }: { url?: string; json?: true }) => {
      const verdict = url === undefined ? await verdictOfServer(surroundings) : await verdictAt(readyUrl(url), surroundings);
      const { status, reason, from } = verdict;
      if (json) await say(surroundings, asJson(verdict));
      else if (status === "ready") await say(surroundings, shown(`ready (${from})`));
      if (status !== "ready") throw new Failure("unhealthy", shown(`${status}${reason === undefined ? "" : `: ${reason}`} (${from})`));
    });
};

function readyUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new Failure("usage", `--url ${shown(text)} is no web address: say http://HOST:PORT or https://HOST:PORT`);
  }
  return url.pathname === "/" ? new URL(path, url).href : url.href;
}

/** The server that the variables name: its web port in plain HTTP or over TLS, else its command port. */
async function verdictOfServer(surroundings: Surroundings): Promise<Verdict> {
  const { host, isTls } = readAddress(surroundings.variables);
  const where = addressText({ host, port: webPort });
  for (const scheme of isTls ? ["https"] : ["http", "https"]) {
    const answer = await get(`${scheme}://${where}${path}`, surroundings.clock);
    if (answer.kind === "answered") return verdictFrom(answer, `${scheme}://${where}${path}`);
    if (answer.kind === "refused") return verdictOfCommands(surroundings);
    if (answer.kind === "failed" || scheme === "https") throw new Failure("unreachable", `cannot reach ${where}: ${answer.reason}`);
  }
  throw new Error("bug: no scheme was tried");
}

async function verdictAt(url: string, { clock }: Surroundings): Promise<Verdict> {
  const answer = await get(url, clock);
  if (answer.kind !== "answered") throw new Failure("unreachable", `cannot reach ${shown(url)}: ${answer.reason}`);
  return verdictFrom(answer, url);
}

function verdictFrom({ status: code, text }: WebAnswer, from: string): Verdict {
  if (code === 200) return { status: "ready", from };
  if (code !== 503) throw new Failure("error", `${shown(from)} answered ${code}: it is no such server, or an older one`);
  const { status, reason } = parsedObject(text) ?? {};
  return {
    status: typeof status === "string" && status !== "ready" ? status : "not ready",
    ...(typeof reason === "string" ? { reason } : {}),
    from,
  };
}

/** Without a web port nothing tells of the storage: a server that answers INFO has to do. */
async function verdictOfCommands(surroundings: Surroundings): Promise<Verdict> {
  return withServer(surroundings, async (server, address) => {
    await askInfo(server);
    return { status: "ready", from: `INFO on ${addressText(address)}; nothing listens on port ${webPort}` };
  });
}
