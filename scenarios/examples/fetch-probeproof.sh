#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds probeproof from the tree around this project into target/repository. More arguments go to Maven.
set -eu
cd "$(dirname "$0")"
mkdir -p target
exec mvn -B -q -ntp -f ../../pom.xml -DskipTests -Dspotless.check.skip \
    "-DaltDeploymentRepository=here::file://$PWD/target/repository" "$@" \
    package org.apache.maven.plugins:maven-deploy-plugin:3.1.4:deploy
