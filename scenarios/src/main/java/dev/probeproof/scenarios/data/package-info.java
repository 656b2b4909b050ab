// SPDX-License-Identifier: MIT
/**
 * Bytes as values of C types and back: what is in maps, records, variables and contexts. Start with {@link
 * dev.probeproof.scenarios.data.DataReader}.
 */
@NullMarked
package dev.probeproof.scenarios.data;

import org.jspecify.annotations.NullMarked;
