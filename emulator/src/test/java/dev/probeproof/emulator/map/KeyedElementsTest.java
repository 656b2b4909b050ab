// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class KeyedElementsTest {
    private static byte[] key(int keyBytes, int number) {
        ByteBuffer key = ByteBuffer.allocate(keyBytes);
        return (keyBytes < Integer.BYTES ? key.put((byte) number) : key.putInt(number)).array();
    }

    @ParameterizedTest(name = "keys of {0} bytes")
    @ValueSource(ints = {1, 4, 13, 64})
    void keepsOrderAndElementsAsALinkedMapDoes(int keyBytes) {
        SplittableRandom random = new SplittableRandom(keyBytes);
        KeyedElements<Integer> elements = new KeyedElements<>(keyBytes);
        LinkedHashMap<ByteBuffer, Integer> expected = new LinkedHashMap<>();
        byte[] buffer = new byte[keyBytes + 5];
        for (int round = 0; round < 5_000; round++) {
            byte[] key = key(keyBytes, random.nextInt(100));
            System.arraycopy(key, 0, buffer, 3, keyBytes);
            ByteBuffer wrapped = ByteBuffer.wrap(key);
            switch (random.nextInt(5)) {
                case 0 -> assertThat(elements.remove(key)).isEqualTo(expected.remove(wrapped));
                case 1 -> {
                    Integer present = expected.remove(wrapped);
                    if (present != null) {
                        expected.put(wrapped, present);
                    }
                    assertThat(elements.getAndMoveToEnd(buffer, 3)).isEqualTo(present);
                }
                case 2 -> assertThat(elements.get(buffer, 3)).isEqualTo(expected.get(wrapped));
                default -> assertThat(elements.put(key, round)).isEqualTo(expected.put(wrapped, round));
            }
            if (random.nextInt(50) == 0 && !expected.isEmpty()) {
                Map.Entry<ByteBuffer, Integer> eldest =
                        expected.entrySet().iterator().next();
                expected.remove(eldest.getKey());
                assertThat(elements.removeFirst()).isEqualTo(eldest.getValue());
            }
            assertThat(elements.size()).isEqualTo(expected.size());
        }

        assertThat(elements.elements()).containsExactlyElementsOf(expected.values());
        Optional<byte[]> key = Optional.empty();
        for (ByteBuffer next : expected.keySet()) {
            key = elements.keyAfter(key);
            assertThat(key.orElseThrow()).containsExactly(next.array());
        }
        assertThat(elements.keyAfter(key)).isEmpty();
    }
}
