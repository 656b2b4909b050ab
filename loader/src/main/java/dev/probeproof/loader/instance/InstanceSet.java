// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The programs of one object with their numbered instances, loaded together or not at all.
 *
 * <pre>{@code
 * InstanceSet set = InstanceSet.of(relocated.programs());
 * set.program("trace_open").setPrep(3, (program, index, body) -> Variant.of(prologue(index).append(body)));
 * set.load(kernel, maps, VerifierLogLevel.ON_REJECTION);
 * kernel.attach(set.program("trace_open").nthInstance(2), point);
 * }</pre>
 */
public final class InstanceSet implements AutoCloseable {
    private final List<PreparedProgram> programs;
    private boolean loadAttempted;

    private InstanceSet(List<PreparedProgram> programs) {
        this.programs = programs;
    }

    public static InstanceSet of(List<RelocatedProgram> programs) {
        return new InstanceSet(programs.stream().map(PreparedProgram::new).toList());
    }

    public List<PreparedProgram> programs() {
        return programs;
    }

    /** The program of that name. Throws {@link IllegalArgumentException} if there is none. */
    public PreparedProgram program(String name) {
        return programs.stream()
                .filter(program -> program.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no program '" + name + "' among "
                        + programs.stream().map(PreparedProgram::name).toList()));
    }

    /**
     * Loads every program in order. If anything fails, nothing stays loaded. The maps are the caller's.
     *
     * @throws InstanceException with EINVAL on a second attempt, whether the first worked or not
     */
    public void load(KernelBackend kernel, Map<String, MapHandle> maps, VerifierLogLevel log) {
        if (loadAttempted) {
            throw new InstanceException(Errno.EINVAL, "an object is loaded once only, and this one was");
        }
        loadAttempted = true;
        programs.forEach(PreparedProgram::markObjectLoaded);
        try {
            for (PreparedProgram program : programs) {
                program.loadWithObject(kernel, maps, log);
            }
        } catch (RuntimeException | Error e) {
            Closing.afterFailure(closers(), e);
            throw e;
        }
    }

    private List<AutoCloseable> closers() {
        List<AutoCloseable> closers = new ArrayList<>();
        programs.forEach(program -> closers.add(program::unload));
        Collections.reverse(closers);
        return closers;
    }

    /** Unloads every program. */
    @Override
    public void close() {
        Closing.all(closers());
    }
}
