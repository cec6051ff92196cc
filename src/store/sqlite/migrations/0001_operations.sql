CREATE TABLE `operations` (
	`no` integer PRIMARY KEY NOT NULL,
	`cmd` text NOT NULL,
	`target` text NOT NULL,
	`filter` text NOT NULL,
	`freeze` integer NOT NULL,
	`cursor` text NOT NULL,
	`done` integer NOT NULL,
	`total` integer NOT NULL
) STRICT;
