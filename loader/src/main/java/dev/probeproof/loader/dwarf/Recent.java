// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** What was decoded last, up to a total size; the newest always stays, whatever its size. */
final class Recent<K, V> {
    private final Map<K, V> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final ToIntFunction<V> size;
    private final long limit;
    private long total;

    Recent(long limit, ToIntFunction<V> size) {
        this.limit = limit;
        this.size = size;
    }

    V get(K key, Function<K, V> decode) {
        V known = kept.get(key);
        if (known != null) {
            return known;
        }
        V decoded = decode.apply(key);
        kept.put(key, decoded);
        total += size.applyAsInt(decoded);
        Iterator<Map.Entry<K, V>> eldest = kept.entrySet().iterator();
        while (total > limit && kept.size() > 1) {
            total -= size.applyAsInt(eldest.next().getValue());
            eldest.remove();
        }
        return decoded;
    }
}
