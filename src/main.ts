import manifest from "../package.json" with { type: "json" };
import { assemble, type Engine } from "./assemble.ts";
import { readInvocation } from "./cli/invocation.ts";
import { runSubcommand } from "./cli/run.ts";
import type { Surroundings } from "./cli/surroundings.ts";
import { type Clock, systemClock } from "./clock.ts";
import { commandTable } from "./commands/index.ts";
import { infoText } from "./commands/info.ts";
import { bindAll, bindingText, type Bound, isLoopback, webAddress } from "./config/binding.ts";
import { type Config, configOf } from "./config/config.ts";
import { helpText, readFlags } from "./config/flags.ts";
import { load, type Loaded, type Loading } from "./config/load.ts";
import { type Reloads, reloads } from "./config/reload.ts";
import { openDoors } from "./config/passwords.ts";
import { configurationLines } from "./config/shown.ts";
import { dumpState } from "./dump.ts";
import { startVitals } from "./health.ts";
import { limits } from "./limits.ts";
import { askedLog, type Log, openLog } from "./log.ts";
import { systemRandom } from "./random.ts";
import { type Binder, certified } from "./renewal.ts";
import { Trouble } from "./result.ts";
import { Connections } from "./server/connections.ts";
import { dispatcher } from "./server/dispatch.ts";
import { allowedConnections, openFilesMax } from "./server/file-limit.ts";
import { listen } from "./server/listener.ts";
import { PasswordChecks } from "./server/password-checks.ts";
import { shutDown, stopOrder } from "./shutdown.ts";
import { type Signals, takeSignals } from "./signals.ts";
import { statsd } from "./metrics/statsd.ts";
import { openStore } from "./store/open.ts";
import type { Store } from "./store/store.ts";
import { allTasks } from "./tasks/index.ts";
import { startTicker } from "./tasks/ticker.ts";
import { webApp, type WebParts } from "./web/app.ts";
import type { Access } from "./web/gate.ts";
import { serveWeb } from "./web/serve.ts";

/** Time for answers that are refused to leave before the process ends. */
const farewellMs = 50;

/** Puts the server together and starts it (spec §7). */
async function serve(loaded: Loaded, loadAgain: () => Loading, signals: Signals): Promise<void> {
  const config = configOf(loaded);
  const log = openLog(config.logLevel);
  for (const warning of [...loaded.warnings, ...openDoors(config)]) log.warn(warning);
  const configuration = reloads({ loaded, load: loadAgain, log });
  configuration.onReload(({ logLevel }) => openLog(logLevel));
  const clock = systemClock();
  const random = systemRandom();
  const binder = certified(configuration, { clock, log });
  const store = openStorage(config, clock, log);
  const { releaseAfterMs } = config;
  const engine = assemble({ store, clock, random, log, freeBytesMin: () => configuration.config().limits.freeBytesMin, releaseAfterMs });
  await reportStorage(config, engine, log);
  // Before the first push can come.
  await engine.timed.checkRoom().catch((error: unknown) => log.warn(error instanceof Error ? error.message : String(error)));

  engine.throttle.load(config.throttles);
  configuration.onReload(({ throttles }) => engine.throttle.load(throttles));
  engine.cron.load(config.cron);
  configuration.onReload(({ cron }) => engine.cron.load(cron));

  const vitals = startVitals({ version: manifest.version, clock, connections: () => connections.counts() });
  const connections: Connections = new Connections({
    engine,
    commands: commandTable(clock, vitals),
    dispatch: dispatcher({ engine, clock, log }),
    clock,
    log,
    limits: { ...limits, ...config.limits, connectionsMax: allowedConnections(config.limits.connectionsMax, openFilesMax(), log) },
    passwords: config.password === undefined ? undefined : new PasswordChecks({ password: config.password, clock, random, log }),
  });
  const commands = bindAll(
    config.binding,
    binder((hostname, port, certificate) => listen(hostname, port, connections, certificate)),
  );
  log.info(
    `serving commands on ${bindingText({ ...config.binding, port: commands.port })}${config.tlsFiles === undefined ? "" : " with TLS"}`,
  );
  const metrics = statsd({ engine, clock, log });
  metrics.apply(config.statsd);
  configuration.onReload((reloaded) => metrics.apply(reloaded.statsd));
  const pages = servePages({ engine, vitals, connections, configuration, binder, clock, random, log });
  const ticker = startTicker(allTasks(), { engine, clock, log });

  signals.onDump(
    () => void dumpState({ engine, vitals, connections, configuration: () => configurationLines(configuration.source()), log: askedLog() }),
  );
  signals.onReload(() => configuration.reload());
  signals.onStop((signal) => {
    log.info(`${signal}: stopping`);
    void shutDown(stopOrder({ commands, pages, connections, engine, ticker, store, metrics }), { clock, log }).then((isClean) => {
      log.info("stopped");
      process.exit(isClean ? 0 : 1);
    });
  });
}

interface PagesParts extends Pick<WebParts, "engine" | "vitals" | "clock" | "random" | "log"> {
  readonly connections: Connections;
  readonly configuration: Reloads;
  readonly binder: Binder;
}

/** Opens the web port, where there is to be one (spec §8). */
function servePages({ connections, configuration, binder, ...parts }: PagesParts): Bound | undefined {
  const { webBinding: binding, tlsFiles } = configuration.config();
  if (binding === undefined) return undefined;
  const { engine, vitals, log } = parts;
  const answer = webApp({
    ...parts,
    info: () => infoText(engine, vitals()),
    isStopping: () => connections.isRefusing,
    configuration: () => configurationLines(configuration.source()),
    access: () => accessOf(configuration.config()),
    site: { version: manifest.version, environment: configuration.config().environment },
    isLoopback: isLoopback(binding),
  });
  const pages = bindAll(
    binding,
    binder((hostname, port, certificate) => serveWeb(hostname, port, answer, certificate)),
  );
  log.info(`serving pages on ${webAddress({ ...binding, port: pages.port }, tlsFiles !== undefined)}`);
  return pages;
}

function accessOf({ web, skipsPassword }: Config): Access {
  return { ...web, skipsPassword };
}

function openStorage(config: Config, clock: Clock, log: Log): Store {
  return openStore({
    directory: config.storageDirectory,
    durability: config.durability,
    clock,
    warn: log.warn,
    onFatal: (reason) => {
      log.error(`the storage can no longer be trusted, this process ends: ${reason}`);
      clock.after(farewellMs, () => process.exit(1));
    },
  });
}

/** So that nobody runs on a lost volume unseen. */
async function reportStorage({ storageDirectory }: Config, engine: Engine, log: Log): Promise<void> {
  const { sizes } = await engine.numbers();
  const jobs = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  log.info(`millrace ${manifest.version}: storage in ${storageDirectory} holds ${jobs} ${jobs === 1 ? "job" : "jobs"}`);
}

/** The operator's command line in this process. */
function surroundings(): Surroundings {
  const { env: variables, stdin: input, stdout: output, stderr: errors } = process;
  return { variables, clock: systemClock(), random: systemRandom(), input, output, errors, serverHelp: helpText() };
}

async function start(): Promise<void> {
  const { wish, args } = readInvocation(process.argv0, process.argv.slice(2));
  if (wish === "subcommand") process.exit(await runSubcommand(args, surroundings()));
  const request = readFlags(args);
  if (!request.ok) throw new Trouble(request.message);
  if (request.value.wish !== "serve") return console.log(request.value.wish === "version" ? `millrace ${manifest.version}` : helpText());
  const signals = takeSignals();
  const { flags } = request.value;
  const loadNow = () => load({ flags, variables: process.env });
  const loaded = loadNow();
  if (loaded.ok) return serve(loaded, loadNow, signals);
  for (const problem of loaded.problems) console.error(`millrace: ${problem}`);
  process.exit(1);
}

try {
  await start();
} catch (error) {
  console.error(`millrace: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
