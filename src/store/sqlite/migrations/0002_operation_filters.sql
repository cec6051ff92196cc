CREATE TABLE `operation_filters` (
	`no` integer PRIMARY KEY NOT NULL,
	`filter` text NOT NULL
) STRICT;
--> statement-breakpoint
INSERT INTO `operation_filters` SELECT `no`, `filter` FROM `operations`;
--> statement-breakpoint
ALTER TABLE `operations` DROP COLUMN `filter`;
