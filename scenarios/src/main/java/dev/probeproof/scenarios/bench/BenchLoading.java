// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import dev.probeproof.loader.BpfLoader;
import dev.probeproof.loader.LoadOptions;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import java.util.Optional;

/** Loads one program of an object with its maps, and lets the object's set-up programs prepare these. */
final class BenchLoading {
    private static final String SET_UP = "setup";

    private BenchLoading() {}

    /** Programs by this name prepare maps; they are run once and never measured. */
    static boolean isSetUp(ProgramSpec program) {
        return program.name().equals(SET_UP) || program.name().startsWith(SET_UP + "_");
    }

    /** The object with that program and its set-up programs loaded, and the latter run. */
    static LoadedObject load(KernelBackend kernel, BpfObject object, ProgramSpec program, int registerBytes) {
        LoadOptions options = LoadOptions.DEFAULT;
        for (ProgramSpec each : object.programs()) {
            options = options.withLoad(each.name(), each.name().equals(program.name()) || isSetUp(each));
        }
        LoadedObject loaded = BpfLoader.on(kernel).with(options).load(object);
        try {
            for (ProgramSpec each : object.programs()) {
                if (isSetUp(each)) {
                    BenchInput input = BenchInput.of(object, each, Optional.empty(), registerBytes);
                    kernel.testRun(loaded.program(each.name()).instance(0).handle(), testRun(input));
                }
            }
            return loaded;
        } catch (RuntimeException | Error failure) {
            try (loaded) {
                throw failure;
            }
        }
    }

    static TestRun.Input testRun(BenchInput input) {
        return new TestRun.Input(input.packet(), input.context());
    }
}
