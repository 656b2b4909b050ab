// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import java.util.function.LongSupplier;

/**
 * What measuring needs of this process.
 *
 * @param cpuNanos what the running thread has used
 * @param compiling a number that changes whenever the JVM has compiled something
 */
public record Clocks(LongSupplier cpuNanos, LongSupplier compiling) {}
