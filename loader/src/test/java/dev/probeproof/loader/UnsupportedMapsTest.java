// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.TestObjects;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Maps that would be created without what makes them work are refused by name. */
class UnsupportedMapsTest {
    private final RecordingKernel kernel = new RecordingKernel();

    private void load(BpfObject object, LoadOptions options) {
        BpfLoader.on(kernel.backend).with(options).load(object);
    }

    @Test
    void tablesOfFunctions() {
        BpfObject object = TestObjects.read("struct_ops.clang-19.el.o");

        assertThatThrownBy(() -> load(object, LoadOptions.DEFAULT))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("struct_ops maps are not loaded yet: map 'plain' of struct_ops.clang-19.el.o");
    }

    @Test
    void arenasWithVariablesInThem() {
        BpfObject object = TestObjects.read("arena.clang-19.el.o");

        assertThatThrownBy(() -> load(object, LoadOptions.DEFAULT))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("global variables in an arena are not loaded yet: arena 'shared' of arena.clang-19.el.o");
    }

    @Test
    void butNotWhereNobodyAsksForThem() {
        BpfObject object = TestObjects.read("struct_ops.clang-19.el.o");
        LoadOptions without = LoadOptions.DEFAULT
                .withMapCreation("plain", false)
                .withMapCreation("second", false)
                .withMapCreation("linked", false)
                .withLoad("start_unit", false)
                .withLoad("read_unit", false)
                .withLoad("stop_unit", false);

        load(object, without);

        assertThat(kernel.log).containsExactly("map struct_o.data");
    }
}
