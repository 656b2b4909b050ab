// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.scenarios.data.Datum;

/**
 * A record that came out of a ring buffer or perf buffer.
 *
 * @param type of it, such as {@code struct event}; empty if nobody said
 * @param value read as that type
 */
public record EventRecord(String map, String type, Datum value, Bytes bytes) {}
