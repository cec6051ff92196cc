ALTER TABLE `dead` ADD `traits` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE TABLE `jobs_with_traits` (
	`id` integer PRIMARY KEY NOT NULL,
	`jid` text NOT NULL,
	`jobtype` text NOT NULL,
	`queue` text NOT NULL,
	`traits` integer DEFAULT 0 NOT NULL,
	`payload` blob NOT NULL,
	`sum` integer NOT NULL
) STRICT;
--> statement-breakpoint
INSERT INTO `jobs_with_traits` SELECT `id`, `jid`, `jobtype`, `queue`, 0, `payload`, `sum` FROM `jobs`;
--> statement-breakpoint
DROP TABLE `jobs`;
--> statement-breakpoint
ALTER TABLE `jobs_with_traits` RENAME TO `jobs`;--> statement-breakpoint
ALTER TABLE `retries` ADD `traits` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `scheduled` ADD `traits` integer DEFAULT 0 NOT NULL;
