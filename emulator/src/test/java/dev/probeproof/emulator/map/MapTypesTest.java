// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.TableOfClasses;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MapTypesTest {
    @Test
    void listsEveryMapOfItsPackage() {
        assertThat(Stream.concat(
                                MapTypes.all().stream().map(entry -> entry.implementation()), Stream.of(UnrunMap.class))
                        .map(Class::getSimpleName)
                        .distinct()
                        .sorted())
                .isEqualTo(TableOfClasses.implementing(EmulatedMap.class));
    }

    @Test
    void knowsEachTypeOnce() {
        assertThat(Stream.concat(
                                MapTypes.all().stream().map(MapTypes.Entry::type),
                                UnrunMapTypes.all().stream().map(UnrunMapTypes.Entry::type))
                        .toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void isOrderedByNumberWithoutRepetition() {
        assertThat(MapTypes.all().stream().map(entry -> entry.type().number()).toList())
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
