CREATE TABLE `handouts` (
	`queue` text NOT NULL,
	`no` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`queue`, `no`)
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
CREATE TABLE `locks` (
	`id` integer PRIMARY KEY NOT NULL,
	`key` blob NOT NULL,
	`until` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `locks_key_unique` ON `locks` (`key`);--> statement-breakpoint
CREATE TABLE `notes` (
	`id` integer NOT NULL,
	`trait` integer NOT NULL,
	`note` text NOT NULL,
	PRIMARY KEY(`id`, `trait`)
) WITHOUT ROWID, STRICT;
