// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The numbered instances of a program, loaded or not; owns the handles. */
public final class InstanceSlots implements AutoCloseable {
    private final String program;
    private final List<@Nullable ProgramHandle> handles;

    /** So many numbers, none of them loaded. */
    public InstanceSlots(String program, int count) {
        this.program = program;
        this.handles = new ArrayList<>(Collections.nCopies(count, null));
    }

    /** Numbers, loaded or not. */
    public int count() {
        return handles.size();
    }

    public boolean isAnyLoaded() {
        return handles.stream().anyMatch(Objects::nonNull);
    }

    /** From now on the handle is closed with the others. */
    public void set(int index, ProgramHandle handle) {
        handles.set(index, handle);
    }

    /**
     * The handle of that number.
     *
     * @throws InstanceException with EINVAL if there is no such number, ENOENT if it was skipped or is not loaded
     */
    public ProgramHandle nth(int index) {
        if (index < 0 || index >= handles.size()) {
            throw noSuchInstance(program, index, handles.size());
        }
        ProgramHandle handle = handles.get(index);
        if (handle == null) {
            throw new InstanceException(
                    Errno.ENOENT,
                    "instance " + index + " of '" + program + "' is not loaded: it was skipped, or loading has not come"
                            + " to it; there are " + handles.size() + " instances");
        }
        return handle;
    }

    static InstanceException noSuchInstance(String program, int index, int count) {
        String there = count == 0
                ? "is neither prepared nor loaded"
                : String.format(Locale.ROOT, "has %d instance%s", count, count == 1 ? "" : "s");
        return new InstanceException(Errno.EINVAL, "no instance " + index + ": '" + program + "' " + there);
    }

    /** Closes all, the last first; keeps the first error and suppresses the rest into it. */
    @Override
    public void close() {
        List<ProgramHandle> open = new ArrayList<>();
        for (int i = handles.size() - 1; i >= 0; i--) {
            ProgramHandle handle = handles.set(i, null);
            if (handle != null) {
                open.add(handle);
            }
        }
        Closing.all(open);
    }
}
