// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import java.util.function.Supplier;

/** What every handle is made of: open until it or its kernel is closed, and used by one thread at a time. */
final class HandleState {
    private final KernelState kernel;
    private final String name;
    private final AutoCloseable handle;
    private boolean closed;

    /**
     * @param name for messages, such as {@code map 'opens'}
     * @param handle the object that users hold
     */
    HandleState(KernelState kernel, String name, AutoCloseable handle) {
        this.kernel = kernel;
        this.name = name;
        this.handle = handle;
        kernel.handles().add(handle);
    }

    KernelState kernel() {
        return kernel;
    }

    boolean isClosed() {
        return closed;
    }

    /** Runs an operation of the handle. */
    <T> T use(Supplier<T> operation) {
        return kernel.confinement().within(() -> {
            checkOpen();
            return operation.get();
        });
    }

    void use(Runnable operation) {
        use(() -> {
            operation.run();
            return true;
        });
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
    }

    /** Refuses a handle that another kernel handed out. */
    void checkBelongsTo(KernelState other) {
        if (kernel != other) {
            throw new IllegalArgumentException(name + " belongs to kernel '"
                    + kernel.target().name() + "', not to this kernel '"
                    + other.target().name() + "'");
        }
    }

    /** Closes once; a second time does nothing. */
    void close(Runnable release) {
        kernel.confinement().within(() -> {
            if (!closed) {
                closed = true;
                kernel.handles().remove(handle);
                release.run();
            }
        });
    }
}
