#!/bin/sh
# Installs what tests and benchmarks use where it is present, from Debian's own archive. Nothing here is needed to run
# Sallyport. Every test that wants one of these tools skips, saying so, where it is absent.
set -eu

# bubblewrap   the stronger isolation of functions
# chromium     tests of the console and of the sign-in pages
# curl         tests of documented commands
# modsecurity  nginx's module and the OWASP core rule set, the yardstick of the firewall in bench/
# nginx, wrk   the yardstick and the load of bench/
# openssl      certificates of bench/, and checks of ours by another implementation
# python3      functions in Python, and tests with boto3
packages="bubblewrap chromium curl libnginx-mod-http-modsecurity modsecurity-crs nginx-light openssl python3 python3-venv wrk"

if [ "$(id -u)" -eq 0 ]; then sudo=""; else sudo="sudo"; fi
$sudo apt-get update
# RUNLEVEL=1 keeps Debian from starting nginx as a service: bench/ starts its own.
DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 $sudo apt-get install --yes --no-install-recommends $packages
