// SPDX-License-Identifier: MIT
/**
 * The debugger for editors: the Debug Adapter Protocol. Only here is its library used. Start with {@link
 * dev.probeproof.scenarios.dap.DebugServer}.
 */
@NullMarked
package dev.probeproof.scenarios.dap;

import org.jspecify.annotations.NullMarked;
