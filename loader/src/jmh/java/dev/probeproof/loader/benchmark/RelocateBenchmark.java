// SPDX-License-Identifier: MIT
package dev.probeproof.loader.benchmark;

import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.TargetKernels;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.relocate.Relocator;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An object with the largest program that is known of: from bytes to what a kernel gets. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RelocateBenchmark {
    /** A file instead of the one made for this. */
    @Param("")
    public String object;

    @Param("7.2-amd64")
    public String kernel;

    private Bytes bytes;
    private TargetKernel target;
    private BpfObject read;
    private RelocatedObject relocated;

    @Setup
    public void prepare() throws IOException, InterruptedException {
        byte[] file = object.isEmpty() ? LargeProgram.compile() : Files.readAllBytes(Path.of(object));
        bytes = Bytes.wrap(file, "large.bpf.o");
        target = TargetKernels.of(kernel, "", BtfReader.read(KernelTypes.read(kernel)));
        read = ObjectReader.read(bytes, "large.bpf.o");
        relocated = Relocator.relocate(read, target);
        relocated.programs()
                .forEach(program -> System.out.println(
                        program.name() + ": " + program.instructions().size() + " instructions, "
                                + program.core().size() + " CO-RE relocations"));
        relocated.refused().forEach(refusal -> {
            throw refusal.reason();
        });
    }

    /** Sections, functions, maps and types of the object. */
    @Benchmark
    public BpfObject read() {
        return ObjectReader.read(bytes, "large.bpf.o");
    }

    /** CO-RE, placement, externs. */
    @Benchmark
    public RelocatedObject relocate() {
        return Relocator.relocate(read, target);
    }

    /** The image alone. */
    @Benchmark
    public int image() {
        return images(relocated);
    }

    /** Everything. */
    @Benchmark
    public int bytesToImage() {
        return images(Relocator.relocate(ObjectReader.read(bytes, "large.bpf.o"), target));
    }

    private static int images(RelocatedObject relocated) {
        Map<String, MapHandle> maps = new HashMap<>();
        for (MapSpec map : relocated.object().maps()) {
            maps.put(map.name(), handle());
        }
        int slots = 0;
        for (RelocatedProgram program : relocated.programs()) {
            ProgramImage image = ProgramInstance.plain(program).image(maps);
            slots += image.instructions().size();
        }
        return slots;
    }

    /** An image only keeps the handles. */
    private static MapHandle handle() {
        return (MapHandle) Proxy.newProxyInstance(
                MapHandle.class.getClassLoader(), new Class<?>[] {MapHandle.class}, (self, method, arguments) -> null);
    }
}
