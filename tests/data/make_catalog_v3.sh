#!/bin/sh
# Makes catalog-v3.db, the stored catalog of version 3, of catalog-v3.sql. Pages are of 1024 bytes, not segue's 16384,
# to keep it small. catalog-v3.txt is what the tests expect to read from it.
set -eu
cd "$(dirname "$0")"
rm -f catalog-v3.db
sqlite3 -batch -bail catalog-v3.db < catalog-v3.sql > /dev/null
