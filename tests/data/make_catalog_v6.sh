#!/bin/sh
# Makes catalog-v6.db, the stored catalog of version 6, of catalog-v6.sql. Pages are of 1024 bytes, not segue's 16384,
# to keep it small. What the tests expect to read from it is what catalog-v4.txt says.
set -eu
cd "$(dirname "$0")"
rm -f catalog-v6.db
sqlite3 -batch -bail catalog-v6.db < catalog-v6.sql > /dev/null
