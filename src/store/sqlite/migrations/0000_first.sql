CREATE TABLE `dead` (
	`at` integer NOT NULL,
	`id` integer NOT NULL,
	`jid` text NOT NULL,
	`jobtype` text NOT NULL,
	`queue` text NOT NULL,
	`entered` integer NOT NULL,
	PRIMARY KEY(`at`, `id`)
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
CREATE TABLE `failures` (
	`id` integer PRIMARY KEY NOT NULL,
	`failure` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `history` (
	`day` text PRIMARY KEY NOT NULL,
	`processed` integer NOT NULL,
	`failures` integer NOT NULL
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` integer PRIMARY KEY NOT NULL,
	`jid` text NOT NULL,
	`jobtype` text NOT NULL,
	`queue` text NOT NULL,
	`payload` blob NOT NULL,
	`sum` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `numbers` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
CREATE TABLE `queued` (
	`queue` integer NOT NULL,
	`seq` integer NOT NULL,
	`id` integer NOT NULL,
	`since` integer NOT NULL,
	PRIMARY KEY(`queue`, `seq`)
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
CREATE TABLE `queues` (
	`no` integer PRIMARY KEY NOT NULL,
	`name` text,
	`paused` integer NOT NULL,
	`next` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `queues_name_unique` ON `queues` (`name`);--> statement-breakpoint
CREATE TABLE `retries` (
	`at` integer NOT NULL,
	`id` integer NOT NULL,
	`jid` text NOT NULL,
	`jobtype` text NOT NULL,
	`queue` text NOT NULL,
	`entered` integer NOT NULL,
	PRIMARY KEY(`at`, `id`)
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
CREATE TABLE `scheduled` (
	`at` integer NOT NULL,
	`id` integer NOT NULL,
	`jid` text NOT NULL,
	`jobtype` text NOT NULL,
	`queue` text NOT NULL,
	`entered` integer NOT NULL,
	PRIMARY KEY(`at`, `id`)
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
CREATE TABLE `working` (
	`id` integer PRIMARY KEY NOT NULL,
	`wid` text NOT NULL,
	`since` integer NOT NULL,
	`until` integer NOT NULL
) STRICT;
