// SPDX-License-Identifier: MIT
/** Types written in C, as programs' headers have them: {@link dev.probeproof.scenarios.ctype.CTypes}. */
@NullMarked
package dev.probeproof.scenarios.ctype;

import org.jspecify.annotations.NullMarked;
