// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.testing.BpfFileSystem;
import dev.probeproof.kernelshim.testing.RequiresKernel;
import dev.probeproof.loader.BpfLoader;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.object.TestObjects;
import dev.probeproof.loader.testing.LoadingContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract on the kernel of this machine, and what only a real kernel does with types. */
@RequiresKernel
class NativeLoadingContractTest extends LoadingContract {
    @TempDir
    static Path folder;

    private static BpfFileSystem pins;

    @BeforeAll
    static void mountPins() throws IOException, InterruptedException {
        pins = BpfFileSystem.mount(folder);
    }

    @AfterAll
    static void unmountPins() throws IOException {
        if (pins != null) {
            pins.close();
        }
    }

    @Override
    protected KernelBackend open() {
        return new NativeKernelProvider().open();
    }

    @Override
    protected Path pins() {
        return folder.resolve("contract");
    }

    /** Without the types of its values, a map can have neither lock nor timer, and its programs are refused. */
    @ParameterizedTest
    @ValueSource(strings = {"14", "16", "19"})
    void mapsHaveTheTypesOfTheirValues(String compiler) {
        try (KernelBackend kernel = open();
                LoadedObject object =
                        BpfLoader.on(kernel).load(TestObjects.read("locks.clang-" + compiler + ".el.o"))) {
            TestRun.Input packet =
                    new TestRun.Input(Bytes.wrap(new byte[14], "packet"), Bytes.wrap(new byte[0], "no context"));

            kernel.testRun(object.program("locks").instance(0).handle(), packet);

            byte[] guarded = object.map("guarded").lookup(new byte[4]).orElseThrow();
            assertThat(guarded).containsExactly(0, 0, 0, 0, 3, 0, 0, 0);
        }
    }
}
