// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.helper.ArgumentKind;
import dev.probeproof.emulator.helper.HelperPrototype;
import dev.probeproof.emulator.helper.HelperPrototypes;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.LoadedMap;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls of helpers in words: maps by their names, keys and values by their types. */
final class HelperWords {
    private static final Pattern MAP = Pattern.compile("map '([^']+)'");
    private static final long SMALL = 1L << 40;

    private final EmulatedKernel kernel;
    private final Contents contents;

    HelperWords(EmulatedKernel kernel, Contents contents) {
        this.kernel = kernel;
        this.contents = contents;
    }

    String call(HelperId helper, long[] arguments) {
        List<ArgumentKind> kinds = prototype(helper).map(HelperPrototype::kinds).orElse(List.of());
        List<String> words = new ArrayList<>();
        Optional<LoadedMap> map = Optional.empty();
        for (int i = 0; i < kinds.size(); i++) {
            ArgumentKind.Family family = kinds.get(i).family();
            if (family == ArgumentKind.Family.MAP) {
                map = map(arguments[i]);
                words.add(map.map(found -> found.spec().name()).orElseGet(() -> "a map"));
            } else if (family == ArgumentKind.Family.MAP_KEY && map.isPresent()) {
                words.add(content(map.get(), arguments[i], true));
            } else if (family == ArgumentKind.Family.MAP_VALUE && map.isPresent()) {
                words.add(content(map.get(), arguments[i], false));
            } else if (family == ArgumentKind.Family.CONTEXT) {
                words.add("ctx");
            } else {
                words.add(number(arguments[i]));
            }
        }
        return "bpf_" + helper.name().toLowerCase(Locale.ROOT) + "(" + String.join(", ", words) + ")";
    }

    String result(HelperId helper, long result) {
        if (result < 0 && result >= -4095) {
            return Arrays.stream(Errno.values())
                    .filter(errno -> errno.number() == -result)
                    .findFirst()
                    .map(errno -> "-" + errno.name())
                    .orElseGet(() -> Long.toString(result));
        }
        boolean pointer = prototype(helper)
                .map(prototype -> prototype.returns().name().contains("NULL"))
                .orElse(false);
        return pointer && result == 0 ? "NULL" : number(result);
    }

    private static Optional<HelperPrototype> prototype(HelperId helper) {
        try {
            return Optional.ofNullable(HelperPrototypes.find(helper));
        } catch (RuntimeException unknown) {
            return Optional.empty();
        }
    }

    private Optional<LoadedMap> map(long address) {
        Matcher name = MAP.matcher(kernel.kernelMemory().describe(address));
        return name.find() ? contents.named(name.group(1)) : Optional.empty();
    }

    private String content(LoadedMap map, long address, boolean key) {
        int size = key ? map.spec().keySize() : map.spec().valueSize();
        Region region = kernel.kernelMemory().find(address, size);
        if (region == null || size == 0) {
            return number(address);
        }
        int from = (int) (address - region.base());
        return contents.datum(map, key, Arrays.copyOfRange(region.bytes(), from, from + size))
                .toString();
    }

    private String number(long value) {
        if (value > -SMALL && value < SMALL) {
            return Long.toString(value);
        }
        // What a helper gave back is not there any more: nobody should read that it is behind something else.
        return kernel.kernelMemory().find(value, 1) == null
                ? "0x" + Long.toHexString(value)
                : kernel.kernelMemory().describe(value);
    }
}
