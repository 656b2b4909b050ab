// SPDX-License-Identifier: MIT
/** What one kernel release allows: {@code KernelProfile} answers, {@code KernelChange} lists what changed when. */
@NullMarked
package dev.probeproof.emulator.profile;

import org.jspecify.annotations.NullMarked;
