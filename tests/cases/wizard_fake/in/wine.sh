#!/bin/sh
# wine.sh Mailmig.exe /C:Z:\… [/P:…] /S
control=$(printf %s "${2#/C:Z:}" | tr '\\' /)
file=$(sed -n 's/^File,Z://p' "$control" | tr '\\' /)
echo "told: $*"
grep -q '^Mode,FILE' "$control" || cp -r "$SETS/$SET" "${file}HARBOR.001"
exit "${CODE:-0}"
