// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

/** A program attached to a point. Closing it detaches. */
public interface LinkHandle extends AutoCloseable {
    AttachPoint point();

    ProgramHandle program();

    boolean isClosed();

    @Override
    void close();
}
