// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Things that are open and belong to one owner, who closes them in reverse order of opening. Closing is final: what
 * another thread opens meanwhile is closed at once, so that nothing outlives its owner.
 */
public final class OpenResources implements AutoCloseable {
    private final Map<Object, Runnable> closers = new LinkedHashMap<>();
    private boolean closed;

    /**
     * From now on {@link #close} closes it.
     *
     * @throws IllegalStateException if everything is closed already; then the resource is closed, too
     */
    public <T> T add(T resource, Runnable closer) {
        if (!register(resource, closer)) {
            throw closeLate(closer);
        }
        return resource;
    }

    /** A descriptor, from now on closed with the rest; as {@link #add(Object, Runnable)}. */
    public Fd add(Fd fd) {
        return add(fd, fd::close);
    }

    /** Its user closed it. */
    public synchronized void remove(Object resource) {
        closers.remove(resource);
    }

    /** Closes everything, whatever fails; throws the first error, with the later ones suppressed in it. */
    @Override
    public void close() {
        RuntimeException first = null;
        for (Runnable closer : takeNewestFirst()) {
            try {
                closer.run();
            } catch (RuntimeException error) {
                first = first == null ? error : suppress(first, error);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Closes everything because of an error, which stays the one that is told. */
    public RuntimeException closeAfter(RuntimeException error) {
        try {
            close();
            return error;
        } catch (RuntimeException second) {
            return suppress(error, second);
        }
    }

    private synchronized boolean register(Object resource, Runnable closer) {
        if (!closed) {
            closers.put(resource, closer);
        }
        return !closed;
    }

    /** Without the monitor: closers take that of their resource, whose own close comes back to {@link #remove}. */
    private static IllegalStateException closeLate(Runnable closer) {
        IllegalStateException late = new IllegalStateException("its owner was closed while it was opened");
        try {
            closer.run();
        } catch (RuntimeException error) {
            late.addSuppressed(error);
        }
        return late;
    }

    private synchronized List<Runnable> takeNewestFirst() {
        closed = true;
        List<Runnable> all = new ArrayList<>(closers.values());
        closers.clear();
        Collections.reverse(all);
        return all;
    }

    private static RuntimeException suppress(RuntimeException first, RuntimeException later) {
        if (later != first) {
            first.addSuppressed(later);
        }
        return first;
    }
}
