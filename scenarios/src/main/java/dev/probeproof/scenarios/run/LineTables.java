// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.LoadedInstance;
import dev.probeproof.loader.kernel.ProgramBtf;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tables of lines that were made before: the same program is loaded for every scenario. For any number of threads. */
final class LineTables {
    private static final int MOST = 1_000;

    private final Map<List<Object>, LineTable> tables = new LinkedHashMap<>(16, 0.75f, true);

    synchronized LineTable of(LoadedInstance instance) {
        ProgramBtf types = instance.instance().program().btf();
        if (types == null) {
            return LineTable.of(null);
        }
        // Where strings lie decides what records mean, so that the blob is part of the key, by its size and the
        // records.
        List<Object> key = List.of(
                instance.instance().program().name(),
                types.blob().source(),
                types.blob().size(),
                types.lines());
        LineTable table = tables.get(key);
        if (table == null) {
            table = LineTable.of(types);
            tables.put(key, table);
            if (tables.size() > MOST) {
                tables.remove(tables.keySet().iterator().next());
            }
        }
        return table;
    }
}
