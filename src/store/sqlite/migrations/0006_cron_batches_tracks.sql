CREATE TABLE `batch_callbacks` (
	`bid` text NOT NULL,
	`kind` text NOT NULL,
	`job` blob NOT NULL,
	PRIMARY KEY(`bid`, `kind`)
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
CREATE TABLE `batch_calls` (
	`id` integer PRIMARY KEY NOT NULL,
	`bid` text NOT NULL,
	`kind` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `batch_jobs` (
	`id` integer PRIMARY KEY NOT NULL,
	`bid` text NOT NULL,
	`failed` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `batches` (
	`bid` text PRIMARY KEY NOT NULL,
	`parent` text,
	`level` integer NOT NULL,
	`description` text,
	`created` integer NOT NULL,
	`callbacks` integer NOT NULL,
	`is_open` integer NOT NULL,
	`total` integer NOT NULL,
	`pending` integer NOT NULL,
	`failed` integer NOT NULL,
	`lost` integer NOT NULL,
	`has_died` integer NOT NULL,
	`complete_holds` integer NOT NULL,
	`success_holds` integer NOT NULL,
	`complete` integer NOT NULL,
	`success` integer NOT NULL,
	`death` integer NOT NULL,
	`until` integer NOT NULL
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
CREATE INDEX `batches_by_until` ON `batches` (`until`);--> statement-breakpoint
CREATE INDEX `batches_by_parent` ON `batches` (`parent`);--> statement-breakpoint
CREATE TABLE `cron_entries` (
	`name` text PRIMARY KEY NOT NULL,
	`schedule` text NOT NULL,
	`seen` integer NOT NULL,
	`paused` integer NOT NULL
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
CREATE TABLE `cron_runs` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`at` integer NOT NULL,
	`jid` text NOT NULL,
	`standing` text NOT NULL,
	`changed` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `cron_runs_by_name` ON `cron_runs` (`name`,`id`);--> statement-breakpoint
CREATE TABLE `tracks` (
	`jid` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`updated` integer NOT NULL,
	`until` integer NOT NULL,
	`percent` real,
	`desc` text,
	`result` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `tracks_by_until` ON `tracks` (`until`);