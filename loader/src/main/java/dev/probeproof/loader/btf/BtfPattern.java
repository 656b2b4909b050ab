// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Types and functions by name, as a user writes them: {@code struct task_struct}, {@code enum pid_type}, {@code size_t},
 * {@code vfs_read}; {@code *} and {@code ?} stand for any characters. Without a word in front, a name means everything
 * of that name that C would let stand there, structs included.
 */
public final class BtfPattern {
    private static final Map<String, Set<BtfKind>> WORDS = Map.of(
            "struct", EnumSet.of(BtfKind.STRUCT),
            "union", EnumSet.of(BtfKind.UNION),
            "enum", EnumSet.of(BtfKind.ENUM, BtfKind.ENUM64),
            "typedef", EnumSet.of(BtfKind.TYPEDEF));

    private static final Set<BtfKind> ANY = EnumSet.of(
            BtfKind.STRUCT, BtfKind.UNION, BtfKind.ENUM, BtfKind.ENUM64, BtfKind.TYPEDEF, BtfKind.FUNC, BtfKind.VAR);

    private final String text;
    private final Set<BtfKind> kinds;
    private final String glob;

    private BtfPattern(String text, Set<BtfKind> kinds, String glob) {
        this.text = text;
        this.kinds = kinds;
        this.glob = glob;
    }

    /** Reads a pattern; any text is one. */
    public static BtfPattern of(String text) {
        String[] words = text.strip().split("\\s+", 2);
        return words.length == 2 && WORDS.containsKey(words[0])
                ? new BtfPattern(text, WORDS.get(words[0]), words[1])
                : new BtfPattern(text, ANY, text.strip());
    }

    /** The kinds that it may stand for. */
    public Set<BtfKind> kinds() {
        return kinds;
    }

    /** The name without the word in front. */
    public String name() {
        return glob;
    }

    /** True if it has {@code *} or {@code ?}, so that to find nothing is no mistake. */
    public boolean isGlob() {
        return glob.indexOf('*') >= 0 || glob.indexOf('?') >= 0;
    }

    /** The ids of everything that it stands for in a BTF and, for split BTF, its base; ascending. */
    public List<Integer> find(Btf btf) {
        List<Integer> found = new ArrayList<>();
        for (int id = 1; id < btf.endId(); id++) {
            if (kinds.contains(btf.kind(id)) && matches(btf.name(id))) {
                found.add(id);
            }
        }
        return found;
    }

    /** What a user who meant one name may have meant instead: the names there are. */
    public Set<String> names(Btf btf) {
        return kinds.stream().flatMap(kind -> btf.names(kind).stream()).collect(Collectors.toSet());
    }

    /** Whether a name is one of those meant. */
    public boolean matches(String name) {
        return matches(name, 0, 0);
    }

    /** Walks both once, going back to the last {@code *} where they part. */
    private boolean matches(String name, int nameFrom, int globFrom) {
        int at = nameFrom;
        int in = globFrom;
        int star = -1;
        int starAt = 0;
        while (at < name.length()) {
            if (in < glob.length() && glob.charAt(in) == '*') {
                star = in++;
                starAt = at;
            } else if (in < glob.length() && (glob.charAt(in) == '?' || glob.charAt(in) == name.charAt(at))) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++starAt;
            } else {
                return false;
            }
        }
        while (in < glob.length() && glob.charAt(in) == '*') {
            in++;
        }
        return in == glob.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
