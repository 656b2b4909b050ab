// SPDX-License-Identifier: MIT
/** How long the loader takes; docs/performance.md has the command and the figures. */
package dev.probeproof.loader.benchmark;
