// SPDX-License-Identifier: MIT
/**
 * perf's languages: probe definitions ({@link dev.probeproof.loader.definition.perf.PerfProbe}), section names
 * ({@link dev.probeproof.loader.definition.perf.PerfSection}) and map configuration
 * ({@link dev.probeproof.loader.definition.perf.MapTerm}), as values that know no kernel and no debug information.
 *
 * <p>{@link dev.probeproof.loader.definition.perf.PerfDialect#EXACT} accepts exactly what perf 6.1 accepts;
 * {@link dev.probeproof.loader.definition.perf.PerfDialect#IMPROVED} refuses early what could only fail later, and can say more.
 */
@NullMarked
package dev.probeproof.loader.definition.perf;

import org.jspecify.annotations.NullMarked;
