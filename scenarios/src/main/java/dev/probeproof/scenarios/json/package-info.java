// SPDX-License-Identifier: MIT
/** JSON as small immutable values, read with limits. Start with {@link dev.probeproof.scenarios.json.JsonReader}. */
@NullMarked
package dev.probeproof.scenarios.json;

import org.jspecify.annotations.NullMarked;
