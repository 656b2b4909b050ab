// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.instance.InstanceLoader;
import dev.probeproof.loader.instance.InstancePreprocessor;
import dev.probeproof.loader.instance.NumberedPreprocessor;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.instance.ProloguePreprocessor;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierRejectedException;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.probe.DebugTarget;
import dev.probeproof.loader.probe.ProbeNotation;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.relocate.Relocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Loads objects into a kernel: relocated to it, with their maps, every program as as many instances as its probe
 * points need. All or nothing: what fails leaves nothing in the kernel.
 *
 * <pre>{@code
 * try (LoadedObject object = BpfLoader.on(kernel).load(Path.of("opencount.bpf.o"))) {
 *     object.attachAll();
 *     object.map("opens").lookup(key);
 * }
 * }</pre>
 */
public final class BpfLoader {
    /** More than any object has; what is larger is another kind of file, or one without an end. */
    private static final int MAX_FILE_BYTES = 256 << 20;

    private final KernelBackend kernel;
    private final LoadOptions options;

    private BpfLoader(KernelBackend kernel, LoadOptions options) {
        this.kernel = kernel;
        this.options = options;
    }

    /** A loader into that kernel, which stays the caller's. */
    public static BpfLoader on(KernelBackend kernel) {
        return new BpfLoader(kernel, LoadOptions.DEFAULT);
    }

    public BpfLoader with(LoadOptions newOptions) {
        return new BpfLoader(kernel, newOptions);
    }

    /**
     * Reads and loads a file.
     *
     * @throws UncheckedIOException if it cannot be read
     * @throws OversizedFileException if it has more than 256 MiB
     * @throws dev.probeproof.loader.error.ProbeproofException as {@link #load(BpfObject)}, and for a damaged file
     */
    public LoadedObject load(Path file) {
        return load(ObjectReader.read(Bytes.wrap(content(file), file.toString()), file.toString()));
    }

    /** One byte more than allowed is asked for: pipes and devices have no size, and files grow. */
    private static byte[] content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) <= MAX_FILE_BYTES) {
                byte[] content = in.readNBytes(MAX_FILE_BYTES + 1);
                if (content.length <= MAX_FILE_BYTES) {
                    return content;
                }
            }
            throw new OversizedFileException(file, MAX_FILE_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * Loads an object.
     *
     * @throws dev.probeproof.loader.kernel.VerifierRejectedException naming program and instance that were refused
     * @throws dev.probeproof.loader.error.ProbeproofException for whatever else does not fit this kernel
     * @throws IllegalArgumentException if the options name a program that the object does not have
     */
    public LoadedObject load(BpfObject object) {
        BpfObject wanted = ObjectOverrides.apply(object, options);
        checkOrder(wanted);
        RelocatedObject relocated = Relocator.relocate(wanted, kernel.target());
        relocated.requireKnown();
        BpfObject fitting = wanted.withMaps(relocated.maps());
        try (Loading loading = new Loading()) {
            MapLoading maps = MapLoading.load(kernel, fitting, options, loading);
            List<LoadedProgram> programs = new ArrayList<>();
            for (ProgramSpec spec : wanted.programs()) {
                if (options.load(spec.name()).orElse(spec.autoload())) {
                    RelocatedProgram program = SwitchedOffMaps.remove(
                            relocated.program(spec.name()), fitting, maps.maps().keySet());
                    programs.add(load(spec, program, maps, fitting, loading));
                }
            }
            maps.storePrograms(programs);
            return new LoadedObject(kernel, fitting, maps.maps(), programs, loading.finish());
        }
    }

    private void checkOrder(BpfObject object) {
        ByteOrder order = kernel.target().arch().byteOrder();
        if (!object.order().equals(order)) {
            throw new UnsupportedFeatureException(
                    object.fileName() + " is " + object.order() + ", the kernel " + order,
                    "compile it with -target " + (order.equals(ByteOrder.BIG_ENDIAN) ? "bpfeb" : "bpfel"));
        }
    }

    private LoadedProgram load(
            ProgramSpec spec, RelocatedProgram program, MapLoading loadedMaps, BpfObject object, Loading loading) {
        Map<String, MapHandle> maps = loadedMaps.handles();
        List<ProbePoint> points = points(spec);
        InstancePreprocessor preprocessor = preprocessor(spec.name());
        List<ProgramInstance> instances = preprocessor.prepare(program, points, kernel.target());
        int count = preprocessor instanceof NumberedPreprocessor numbered ? numbered.count() : instances.size();
        LoadedProgram loaded = new LoadedProgram(spec.name(), points, count);
        for (ProgramInstance instance : instances) {
            loaded.add(instance, loading.add(load(instance, maps, object)));
        }
        return loaded;
    }

    private ProgramHandle load(ProgramInstance instance, Map<String, MapHandle> maps, BpfObject object) {
        ProgramLoadResult result = InstanceLoader.load(instance, kernel, maps, options.log());
        if (result instanceof ProgramLoadResult.Rejected rejected) {
            String explanation = SwitchedOffMaps.blamedBy(rejected.log(), object)
                    .map(map -> "it uses map '" + map + "', which was switched off: LoadOptions.withMapCreation")
                    .orElse("");
            throw new VerifierRejectedException(rejected, instance.label(), explanation);
        }
        return result.orThrow();
    }

    /** Where the options say, else where the source's definitions say, else where the section name says. */
    private List<ProbePoint> points(ProgramSpec spec) {
        List<ProbePoint> points = new ArrayList<>();
        Mechanism mechanism = Mechanism.of(spec.type(), spec.expectedAttachType());
        for (String text : options.definitions(spec.name()).orElse(spec.probes())) {
            ProbeDefinition definition = ProbeNotation.readAny(text, mechanism);
            Optional<DebugTarget> debug = options.debugTargets().of(definition, kernel.target());
            points.addAll(
                    debug.isPresent()
                            ? ProbePointResolver.resolve(definition, debug.get())
                            : ProbePointResolver.resolveAnywhere(definition, kernel.target()));
        }
        points.addAll(options.points(spec.name()));
        if (points.isEmpty()) {
            SectionAttachPoint.of(spec)
                    .ifPresent(point -> points.add(new ProbePoint(spec.section(), point, List.of())));
        }
        return points;
    }

    private InstancePreprocessor preprocessor(String program) {
        return options.preprocessor(program)
                .orElseGet(() ->
                        options.layout(program).map(ProloguePreprocessor::new).orElseGet(ProloguePreprocessor::new));
    }
}
