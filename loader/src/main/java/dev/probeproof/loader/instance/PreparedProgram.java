// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.Errno;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program and its numbered instances, with the rules of libbpf's {@code set_prep} and {@code nth_fd} (0.0.x to 0.8):
 *
 * <pre>
 * setPrep(n, callback)   n numbers, none loaded; once only, and not after loading
 * load                   callback and kernel take turns, number by number; without a callback the plain program is number 0
 * nthInstance(i)         EINVAL: no such number; ENOENT: skipped, or not loaded yet
 * unload                 everything closed and the numbers forgotten; the callback stays, so setPrep must come before load
 * </pre>
 *
 * <p>Handles belong to this object. Whoever keeps one after {@link #unload} holds a closed handle, never another program.
 * Pinning waits for a backend that can pin.
 */
public final class PreparedProgram {
    private final RelocatedProgram program;
    private @Nullable NumberedPreprocessor preprocessor;
    private @Nullable InstanceSlots slots;
    private boolean objectLoaded;

    PreparedProgram(RelocatedProgram program) {
        this.program = program;
    }

    public String name() {
        return program.name();
    }

    /**
     * Reserves numbers 0 to count-1 and remembers who makes the instances.
     *
     * @throws InstanceException with EINVAL for a count below 1, no callback, a second call, or a loaded program
     */
    public void setPrep(int count, @Nullable InstanceCallback callback) {
        NumberedPreprocessor wanted = new NumberedPreprocessor(count, callback);
        if (slots != null) {
            throw new InstanceException(
                    Errno.EINVAL,
                    "too late to prepare instances of '" + name() + "': it "
                            + (slots.isAnyLoaded() ? "is loaded" : "was prepared before, for " + slots.count()));
        }
        preprocessor = wanted;
        slots = new InstanceSlots(name(), count);
    }

    /** How many numbers are reserved; 0 if the program is neither prepared nor loaded. */
    public int instanceCount() {
        return slots == null ? 0 : slots.count();
    }

    /**
     * The loaded instance of that number.
     *
     * @throws InstanceException with EINVAL or ENOENT; the message says how many there are
     */
    public ProgramHandle nthInstance(int index) {
        if (slots == null) {
            throw InstanceSlots.noSuchInstance(name(), index, 0);
        }
        return slots.nth(index);
    }

    /** Number 0, which is what attaching and program arrays take. */
    public ProgramHandle instance() {
        return nthInstance(0);
    }

    /**
     * Loads this program alone. If anything fails, nothing of it stays loaded.
     *
     * @throws InstanceException with EINVAL after its object was loaded, and a second time
     */
    public void load(KernelBackend kernel, Map<String, MapHandle> maps, VerifierLogLevel log) {
        if (objectLoaded) {
            throw new InstanceException(Errno.EINVAL, "'" + name() + "' was loaded with its object");
        }
        try {
            loadInstances(kernel, maps, log);
        } catch (RuntimeException | Error e) {
            Closing.afterFailure(List.of(this::unload), e);
            throw e;
        }
    }

    void loadWithObject(KernelBackend kernel, Map<String, MapHandle> maps, VerifierLogLevel log) {
        loadInstances(kernel, maps, log);
    }

    void markObjectLoaded() {
        objectLoaded = true;
    }

    private void loadInstances(KernelBackend kernel, Map<String, MapHandle> maps, VerifierLogLevel log) {
        InstanceSlots target = slots;
        if (target == null) {
            if (preprocessor != null) {
                throw new InstanceException(
                        InstanceException.INTERNAL,
                        "'" + name()
                                + "' has a callback but no instances: unload forgot their number; prepare it again");
            }
            target = new InstanceSlots(name(), 1);
            slots = target;
        } else if (target.isAnyLoaded()) {
            throw new InstanceException(Errno.EINVAL, "'" + name() + "' is loaded already");
        }
        for (int index = 0; index < target.count(); index++) {
            Optional<ProgramInstance> instance = instance(index);
            if (instance.isPresent()) {
                target.set(index, InstanceLoader.loadOrThrow(instance.get(), kernel, maps, log));
            }
        }
    }

    private Optional<ProgramInstance> instance(int index) {
        return preprocessor == null
                ? Optional.of(ProgramInstance.plain(program))
                : preprocessor.prepare(program, index);
    }

    /** Closes every instance and forgets their number. */
    public void unload() {
        InstanceSlots closing = slots;
        slots = null;
        if (closing != null) {
            closing.close();
        }
    }
}
