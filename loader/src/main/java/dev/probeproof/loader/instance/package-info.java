// SPDX-License-Identifier: MIT
/** Several loaded programs from one. Start with {@link dev.probeproof.loader.instance.InstancePreprocessor}. */
@NullMarked
package dev.probeproof.loader.instance;

import org.jspecify.annotations.NullMarked;
