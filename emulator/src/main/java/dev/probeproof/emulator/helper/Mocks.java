// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a test has helpers and functions of the kernel do.
 *
 * @param helpers by id
 * @param functions of the kernel (kfuncs), by name
 */
public record Mocks(Map<HelperId, HelperMock> helpers, Map<String, HelperMock> functions) {
    public static final Mocks NONE = new Mocks(Map.of(), Map.of());

    public Mocks {
        helpers = Map.copyOf(helpers);
        functions = Map.copyOf(functions);
    }

    /** These and one more; a helper that was mocked before is mocked anew. */
    public Mocks with(HelperId helper, HelperMock mock) {
        Map<HelperId, HelperMock> more = new EnumMap<>(HelperId.class);
        more.putAll(helpers);
        more.put(helper, mock);
        return new Mocks(more, functions);
    }

    /** These and one more; a function that was mocked before is mocked anew. */
    public Mocks with(String function, HelperMock mock) {
        Map<String, HelperMock> more = new TreeMap<>(functions);
        more.put(function, mock);
        return new Mocks(helpers, more);
    }
}
