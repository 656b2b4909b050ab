// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Names of kernels and globs over them: {@code 6.*-amd64}, {@code 5.10-?m*}. */
public final class KernelNames {
    private KernelNames() {}

    /** Whether a name fits one of the globs; no globs fit every name. */
    public static boolean matchesAny(String name, Collection<String> globs) {
        return globs.isEmpty() || globs.stream().anyMatch(glob -> matches(name, glob));
    }

    /**
     * The kernels that are meant: a glob stands for the shipped ones that it fits, anything else for itself; each once.
     *
     * @throws UnknownKernelException for a glob that fits none
     */
    public static List<String> expand(Collection<String> wanted) {
        List<String> names = new ArrayList<>();
        for (String name : wanted) {
            List<String> fitting = isGlob(name)
                    ? Kernels.shippedNames().stream()
                            .filter(each -> matches(each, name))
                            .toList()
                    : List.of(name);
            if (fitting.isEmpty()) {
                throw new UnknownKernelException(name, Kernels.shippedNames());
            }
            fitting.stream().filter(each -> !names.contains(each)).forEach(names::add);
        }
        return names;
    }

    private static boolean isGlob(String name) {
        return name.contains("*") || name.contains("?");
    }

    /** In the length of both texts multiplied, at most. */
    private static boolean matches(String name, String glob) {
        boolean[] reached = new boolean[name.length() + 1];
        reached[0] = true;
        for (int g = 0; g < glob.length(); g++) {
            boolean[] next = new boolean[name.length() + 1];
            for (int n = 0; n <= name.length(); n++) {
                if (glob.charAt(g) == '*') {
                    next[n] = reached[n] || n > 0 && next[n - 1];
                } else {
                    next[n] =
                            n > 0 && reached[n - 1] && (glob.charAt(g) == '?' || glob.charAt(g) == name.charAt(n - 1));
                }
            }
            reached = next;
        }
        return reached[name.length()];
    }
}
