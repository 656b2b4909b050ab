// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.PerCpuMap;
import dev.probeproof.emulator.map.Traversable;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.emulator.object.KernelTask;
import dev.probeproof.emulator.world.SequenceFile;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.Errno;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One reading of an iterator: its program runs for each element, then once more without one, and what it writes with {@code
 * bpf_seq_printf} and {@code bpf_seq_write} is what a reader of the iterator's file gets.
 *
 * <pre>{@code
 * String table = kernel.iterate(program).tasks(List.of(init, shell)).read().text();
 * }</pre>
 *
 * <p>Elements come in the order in which they were said. A program that returns 1, or writes more than the 32 KiB of the
 * file hold, is asked for the same element again once the file is read, as in kernels.
 */
public final class Iteration {
    private static final String PREFIX = "bpf_iter_";

    private final KernelState kernel;
    private final ProgramRunner runner;
    private final LoadedProgram program;
    private final String name;
    private final List<Map<String, Long>> elements = new ArrayList<>();
    /** What every element has, the one at the end too. */
    private final Map<String, Long> always = new LinkedHashMap<>();

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final List<ProgramRun> runs = new ArrayList<>();
    private long number;

    /**
     * What came of it.
     *
     * @param bytes what a reader of the file gets
     * @param runs of the program, one for each element, and those that had to be repeated
     */
    public record Output(byte[] bytes, List<ProgramRun> runs) {
        public Output {
            bytes = bytes.clone();
            runs = List.copyOf(runs);
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        /** The bytes as UTF-8. */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    Iteration(KernelState kernel, ProgramRunner runner, LoadedProgram program) {
        this.kernel = kernel;
        this.runner = runner;
        this.program = program;
        int target = program.image().attachBtfId();
        boolean isIterator = program.image().expectedAttachType() == AttachType.TRACE_ITER.number();
        String function = isIterator ? kernel.target().btf().name(target) : "";
        if (!function.startsWith(PREFIX)) {
            throw new KernelException(
                    "iterate with program '" + program.image().name() + "'", Errno.EINVAL, "it is no iterator");
        }
        this.name = function.substring(PREFIX.length());
    }

    /** For {@code iter/task}: the tasks. */
    public Iteration tasks(List<KernelTask> tasks) {
        tasks.forEach(task -> element(Map.of("task", task.object().address())));
        return this;
    }

    /** For {@code iter/task_file}: one more open file of a task. */
    public Iteration file(KernelTask task, int descriptor, KernelObject file) {
        return element(Map.of("task", task.object().address(), "fd", (long) descriptor, "file", file.address()));
    }

    /** For {@code iter/bpf_map}: all maps of this kernel, in the order of their ids. */
    public Iteration maps() {
        kernel.maps().forEach(map -> element(Map.of("map", map.address())));
        return this;
    }

    /** For {@code iter/bpf_map_elem}: the elements of a map, which the program may change. */
    public Iteration map(MapHandle handle) {
        EmulatedMap map = EmulatedMapHandle.in(kernel, handle);
        if (!(map instanceof Traversable all) || map instanceof PerCpuMap) {
            throw new UnsupportedFeatureException(
                    "an iterator over the elements of map '" + map.spec().name() + "'",
                    "not emulated for its type; it is for hashes and arrays that are not per CPU");
        }
        always.put("map", map.address());
        all.forEach((key, value) -> {
            long kept = kernel.objects().bytes(keyAt(key, map.spec().keySize())).address();
            element(Map.of("key", kept, "value", value));
            return 0;
        });
        return this;
    }

    private byte[] keyAt(long address, int size) {
        Region region = kernel.kernelMemory().find(address, size);
        if (region == null) {
            throw new IllegalStateException("no key at 0x" + Long.toHexString(address));
        }
        int from = (int) (address - region.base());
        return Arrays.copyOfRange(region.bytes(), from, from + size);
    }

    /** For iterators over other objects of the kernel: what the context's member of that name leads to, one after the other. */
    public Iteration objects(String member, List<KernelObject> objects) {
        objects.forEach(object -> element(Map.of(member, object.address())));
        return this;
    }

    private Iteration element(Map<String, Long> members) {
        elements.add(members);
        return this;
    }

    /**
     * Reads until the end. A second reading begins anew.
     *
     * @throws KernelException as a read of the file fails: E2BIG if the program writes more for one element than there is
     *     room for, EAGAIN if it asks for the first element of a read again
     */
    public Output read() {
        return kernel.confinement().within(() -> {
            kernel.checkOpen();
            kernel.unpark();
            output.reset();
            runs.clear();
            number = 0;
            KernelObject meta = kernel.objects().object("struct bpf_iter_meta");
            KernelObject file = kernel.objects().object("struct seq_file");
            SequenceFile written = new SequenceFile(file.address());
            meta.set("seq", file).set("session_id", 1);
            kernel.world().open(written);
            try {
                for (Map<String, Long> element : elements) {
                    if (!visit(written, meta, element)) {
                        return new Output(output.toByteArray(), runs);
                    }
                    number++;
                }
                visit(written, meta, Map.of());
                output.writeBytes(written.take());
                return new Output(output.toByteArray(), runs);
            } finally {
                kernel.world().open(null);
            }
        });
    }

    /** False if the program faulted: nothing that comes after it would mean anything. */
    private boolean visit(SequenceFile written, KernelObject meta, Map<String, Long> element) {
        while (true) {
            int before = written.length();
            ProgramRun run = runner.run(program, context(meta, element), null, null);
            runs.add(run);
            if (!run.result().isComplete()) {
                output.writeBytes(written.take());
                return false;
            }
            boolean again = run.result().returnValue() != 0;
            if (!again && !written.hasOverflowed()) {
                return true;
            }
            boolean overflowed = written.hasOverflowed();
            written.cutTo(before);
            if (before == 0) {
                throw new KernelException(
                        "read the iterator of program '" + program.image().name() + "'",
                        overflowed ? Errno.E2BIG : Errno.EAGAIN,
                        overflowed
                                ? "it writes more than " + SequenceFile.ROOM_BYTES + " bytes for one element"
                                : "it returned 1 for the first element of a read, and so asks for it again");
            }
            output.writeBytes(written.take());
        }
    }

    private byte[] context(KernelObject meta, Map<String, Long> element) {
        meta.set("seq_num", number);
        KernelObject context =
                kernel.objects().object("struct bpf_iter__" + name).clear("").set("meta", meta);
        always.forEach(context::set);
        element.forEach(context::set);
        return context.bytes("");
    }
}
