// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.TableOfClasses;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MapTypesTest {
    @Test
    void listsEveryMapOfItsPackage() {
        assertThat(MapTypes.all().stream()
                        .map(entry -> entry.implementation().getSimpleName())
                        .sorted())
                .isEqualTo(TableOfClasses.implementing(EmulatedMap.class));
    }

    @Test
    void isOrderedByNumberWithoutRepetition() {
        assertThat(MapTypes.all().stream().map(entry -> entry.type().number()).toList())
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
