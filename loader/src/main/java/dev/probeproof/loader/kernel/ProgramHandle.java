// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

/** A program that a kernel accepted. Unusable once it or its kernel is closed. */
public interface ProgramHandle extends AutoCloseable {
    ProgramImage image();

    boolean isClosed();

    @Override
    void close();
}
