CREATE TABLE `attempts` (
	`id` integer NOT NULL,
	`slot` integer NOT NULL,
	`no` integer NOT NULL,
	`at` integer NOT NULL,
	`ran_ms` integer NOT NULL,
	`wid` text NOT NULL,
	`errtype` text NOT NULL,
	`message` text NOT NULL,
	PRIMARY KEY(`id`, `slot`)
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
ALTER TABLE `operations` ADD `looked` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `operations` ADD `by` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `operations` ADD `state` text DEFAULT 'running' NOT NULL;--> statement-breakpoint
ALTER TABLE `operations` ADD `started` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `operations` ADD `ended` integer;--> statement-breakpoint
ALTER TABLE `queues` ADD `paused_by` text;--> statement-breakpoint
ALTER TABLE `queues` ADD `paused_reason` text;--> statement-breakpoint
ALTER TABLE `queues` ADD `paused_at` integer;