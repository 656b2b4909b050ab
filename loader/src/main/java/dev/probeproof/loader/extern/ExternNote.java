// SPDX-License-Identifier: MIT
package dev.probeproof.loader.extern;

import dev.probeproof.loader.object.Extern;

/**
 * Something to know about the value of an extern that does not keep a program from being relocated.
 *
 * @param text a sentence that names the extern
 * @param unknown true if the kernel must have a value and none is known, so that zero stands in its place: good for looking
 *     at instructions, not for running them
 */
public record ExternNote(Extern extern, String text, boolean unknown) {
    @Override
    public String toString() {
        return text;
    }
}
