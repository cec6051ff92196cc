/** Every bound of the server by name (spec §1, §2, §4). Units last. A test reaches each of them. */
export const limits = {
  /** A command's line, after and before HELLO was answered. */
  lineBytesMax: 64 * 1024 * 1024,
  helloLineBytesMax: 64 * 1024,
  /** What all connections together may hold: bytes that are not read yet, unfinished lines among them; beyond it the one with the most is closed. */
  unreadBytesMax: 256 * 1024 * 1024,
  /** Commands that were started and wait for their turn, and bytes of their lines: beyond it each connection may start one at a time. */
  startedCommandsMax: 10_000,
  startedBytesMax: 64 * 1024 * 1024,
  /** A line that may be started also then. */
  smallLineBytes: 4 * 1024,
  /** Replies that are not sent yet: beyond it the connection with the most is closed, at the half of it each may start one command at a time. */
  unsentBytesAllMax: 512 * 1024 * 1024,
  nestingLevelsMax: 512,
  handshakeMsMax: 2_000,
  /** Time that checking passwords takes of one turn of the event loop, and its share of all time; one a turn is checked in any case. */
  passwordMsPerTurn: 1,
  passwordShareMax: 0.2,
  connectionsMax: 20_000,
  /** Commands of one connection that were started and are not answered yet; more of them wait unread. */
  commandsInFlightMax: 64,
  /** Bytes of the lines of those commands; at least one is started, whatever its size. */
  inFlightBytesMax: 4 * 1024 * 1024,
  /** Beyond the first a connection is closed, from the second on it is no longer read. */
  unsentBytesMax: 64 * 1024 * 1024,
  unsentBytesPause: 1024 * 1024,
  /** The room on the disk below which no job is taken: the smaller of this and this share of the file system. */
  freeBytesMin: 256 * 1024 * 1024,
  freeShareMin: 0.05,
  /** Bytes of jobs after which the room is looked at before its time, where little is left. */
  lookBytesMin: 64 * 1024,
  /** How long a peer may take to close its side after the server has closed its own. */
  lingerMsMax: 2_000,
  stopMsMax: 5_000,
  /** Warnings of the engine that are written in a second; of the rest only their number. */
  warningsPerSecondMax: 20,
  /** Workers and queues that TTIN writes a line for, each. */
  dumpRowsMax: 1_000,

  /** What a form of a page may hold. */
  bodyBytesMax: 8 * 1024 * 1024,
  /** Wrong passwords on the web port by one address in that time, and addresses they are counted of. */
  wrongPasswordsMax: 10,
  wrongPasswordsMs: 60_000,
  wrongAddressesMax: 10_000,
  /** Headers with the right password that are remembered, and for how long. */
  verifiedHeadersMax: 1_000,
  verifiedMsMax: 600_000,
  /** A wide action over at least so many jobs wants their number typed. */
  typedCountMin: 1_000,
  /** For how long what was made for one viewer of a page is good for the others, and how many such things there are. */
  viewSharedMs: 1_000,
  viewsSharedMax: 64,
  /** A longer one is made for each viewer: all of them are kept until the next is made. */
  viewSharedCharactersMax: 1024 * 1024,

  fetchWaitMs: 2_000,
  /** Queues that one FETCH or QUEUE may name. */
  queueNamesMax: 10_000,
  /** Queues that all FETCHes together may name while they wait; one that names no more than `narrowQueuesMax` waits in any case. */
  awaitedNamesMax: 500_000,
  /** Queues whose latencies are looked up among the common works, and that a FETCH may always name; more of them are many. */
  narrowQueuesMax: 100,
  beatMsMax: 60_000,

  jidCharactersMin: 8,
  /** Names stand in memory and in every list: longer ones are refused, a wid too. */
  nameCharactersMax: 1_000,
  /** How often an object may name the members that the server knows anew. */
  repeatedMembersMax: 1_000,
  reserveSecondsDefault: 1_800,
  reserveSecondsMin: 60,
  reserveSecondsMax: 86_400,
  retryDefault: 25,
  errtypeCharactersMax: 100,
  messageCharactersMax: 1_000,
  /** Longer args of a unique job are compared byte by byte, not as JSON. */
  comparedBytesMax: 256 * 1024,
  /** Times that a job may name for its retries: all are read whenever it fails. */
  backoffTimesMax: 1_000,
  backtraceLinesMax: 50,
  /** Failed runs that are kept of a job, and characters of their messages. */
  attemptsMax: 25,
  attemptMessageCharactersMax: 200,
  /** A reserved job holds its failure in memory, for a day if it likes. */
  backtraceLineCharactersMax: 1_000,
  deadDaysMax: 180,
  cronEntriesMax: 10_000,
  /** Cron jobs that one turn pushes, and runs of an entry that are remembered. */
  cronRunsPerTurnMax: 200,
  cronRunsKept: 20,
  /** A batch that is not committed in that time lapses, and its status is kept that long past its end; one that never ends is kept that many days. */
  batchMinutes: 30,
  batchDaysMax: 365,
  /** Pages show a list of them. */
  batchDescriptionCharactersMax: 1_000,
  /** How deep batches are nested: a callback at the bottom may let one at each level go on. */
  batchLevelsMax: 100,
  /** What pages show of the batches below one: so deep, so many of each, so many in all; and how far children are counted. */
  batchDepthShownMax: 8,
  batchChildrenShownMax: 25,
  batchesBelowMax: 60,
  countedChildrenMax: 1_000,
  /** Failed jobs of a batch, and jobs that hold slots of a queue, on a page. */
  shownFailedMax: 10,
  shownHoldersMax: 10,
  /** A track is kept that long after its last change. */
  trackMinutes: 30,
  trackResultBytesMax: 64 * 1024,
  trackDescCharactersMax: 1_000,
  /** Metrics: queue and job type together, run times a second, queues with gauges, and bytes of a datagram, which fit one packet anywhere. */
  seriesMax: 10_000,
  timingsPerSecondMax: 10_000,
  gaugedQueuesMax: 10_000,
  datagramBytesMax: 1_432,
  /** A PUSHB goes on in the next turn after that many jobs. */
  jobsPerTurnMax: 500,
  /** A longer one is read in parts of that many bytes; it is refused as a whole where more of its jobs are. */
  bulkAtOnceBytes: 1024 * 1024,
  bulkFaultsMax: 100_000,
  /** Queues a FETCH looks at in one turn, and corrupt or expired jobs it puts away in one; then it goes on in the next. */
  queuesPerTurnMax: 1_000,
  putAwayPerTurnMax: 100,

  /** The longest `custom.on_death`. */
  deathJobBytesMax: 64 * 1024,
  /** Queues that may be throttled, slots of one, and their longest time. */
  throttlesMax: 10_000,
  slotsMax: 100_000,
  throttleSecondsMax: 31_536_000,

  /** A turn of the store closes at the first of these. */
  turnWorksMax: 1_000,
  turnBytesMax: 4 * 1024 * 1024,
  turnMsMax: 5,
  /** A slice of a long work inside a turn, and the rows a step of it takes. */
  sliceMsMax: 2,
  sliceRows: 200,
  /** A payload up to that long comes along with its row where a list is gone through by its jobs' bytes. */
  scanBytesMax: 4 * 1024,
  /** How long a slice waits for a turn without a sync in flight; the second once the log is longer than `logBytesLong`. */
  sliceWaitMs: 20,
  sliceWaitLongMs: 100,
  logBytesLong: 128 * 1024 * 1024,
  /** A wide action over a list of at most so many jobs, if it takes no longer, is done in one turn; a longer one in slices. */
  operationAtOnceMax: 1_000,
  operationAtOnceMs: 100,
  /** What the filter of one may be: its jids, and the bytes of its glob. */
  filterJidsMax: 1_000_000,
  globBytesMax: 4_096,
  /** After that a MUTATE is answered, though it still goes on (clients give up after 5 s). */
  operationAnswerMs: 4_000,
  /** Jobs and bytes of one queue's window, and of all windows together. */
  windowJobsMax: 2_048,
  /** One that has run out is filled again with that many, so that no FETCH waits long for it. */
  refillJobsMax: 512,
  windowBytesMax: 1024 * 1024,
  windowsBytesMax: 64 * 1024 * 1024,
  /** What pages read: reads and searches that wait for the thread, that it is given at a time, jobs on a page, bytes of a payload that a list looks at. */
  readsWaitingMax: 1_000,
  searchesWaitingMax: 50,
  readsAtOnceMax: 2,
  pageRowsDefault: 25,
  pageRowsMax: 100,
  glancedBytesMax: 64 * 1024,
  runningRowsMax: 50,
  /** Of a connection's last FETCH so many queues are kept, of a worker's labels so many, of each so many characters. */
  shownQueuesMax: 20,
  shownLabelsMax: 20,
  shownNameCharactersMax: 100,
  historyDaysMax: 180,
  /** Runs that ended, kept in memory. */
  finishesMax: 10_000,
  /** Jobs that are passed over without a thought to reach a page, and at most. */
  skippedRowsFew: 1_000,
  skippedRowsMax: 100_000,
  /** A search ends at the first of these; then there is "Keep looking". Its statements read so many rows each. */
  searchedRowsMax: 20_000,
  searchMsMax: 100,
  searchedRowsStep: 500,
  shownFilterCharactersMax: 500,
  listFilterCharactersMax: 2_000,
  /** Each is looked for in the whole of a job. */
  listFilterWordsMax: 50,
  /** Jobs that a form names and one turn takes; jobs that the confirm step of a wide action shows, and how long it may count. */
  chosenPerTurnMax: 500,
  frozenSamplesMax: 5,
  countMsMax: 2_000,
  /** A sample of the numbers is taken each second; so many are kept. */
  samplesMax: 300,
  /** Wide actions that ended are kept that long, and so many of them. */
  operationsKeptDays: 7,
  operationsKeptMax: 200,
  /** The log is made that long after the start, a step every so many milliseconds, and checkpointed once it holds so much. */
  logBytesAtStart: 64 * 1024 * 1024,
  logStepMs: 5,
  logBytesCheckpoint: 16 * 1024 * 1024,
  /** How long after trouble the store tries by itself whether it can write again. */
  storageRetryMs: 1_000,
  /** How long the process waits, after a failed sync, until its other connection has let go of the database. */
  severMsMax: 1_000,
  /** The command line: how long it waits for a connection and for an answer, and how long an answer and its first line may be. */
  connectMsMax: 5_000,
  answerMsMax: 10_000,
  answerBytesMax: 128 * 1024 * 1024,
  answerLineBytesMax: 64 * 1024,
  /** Jobs and bytes of one PUSHB of `push --file`. */
  batchJobsMax: 1_000,
  batchBytesMax: 1024 * 1024,
  /** Ids and sequence numbers are taken from the database in blocks of that many. */
  numberBlock: 10_000,
} as const;
