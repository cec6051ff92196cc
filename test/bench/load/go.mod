module millrace/test/bench/load

go 1.25
