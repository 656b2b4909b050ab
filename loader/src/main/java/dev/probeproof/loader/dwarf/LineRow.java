// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

/**
 * Where the code of a source line starts.
 *
 * @param address of the first instruction
 * @param file number in its table
 * @param line from 1 on; 0 for code of no line
 * @param column from 1 on; 0 for the whole line
 * @param isStatement true at places to stop at
 * @param prologueEnd true where the compiler says that a function's frame is ready
 * @param endSequence true if this is no line but the end of the code before it
 * @param discriminator tells code of one line apart
 */
public record LineRow(
        long address,
        int file,
        int line,
        int column,
        boolean isStatement,
        boolean prologueEnd,
        boolean endSequence,
        int discriminator) {}
