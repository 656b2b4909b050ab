// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Names for C, each used once in its name space. A kernel has several structs of one name, which never met in one file;
 * here they do, and from the second on they get {@code ___2}, {@code ___3}: flavours, as CO-RE understands them.
 */
final class CNames implements CDeclarator.Naming {
    private final Btf btf;
    private final Map<Integer, String> byId = new HashMap<>();
    /** C keeps names after struct, union and enum apart from all others. */
    private final Set<String> tags = new HashSet<>();

    private final Set<String> ordinary = new HashSet<>();

    CNames(Btf btf) {
        this.btf = btf;
        // Compilers define it, each in its own way; the kernel's may be another one.
        ordinary.add("__builtin_va_list");
    }

    /** The name of a struct, union, enum or declaration of one, without the keyword. */
    @Override
    public String tag(int id) {
        return nameOf(id, tags);
    }

    /** The name of a typedef, function or variable, or of an integer that C does not know. */
    @Override
    public String ordinary(int id) {
        return nameOf(id, ordinary);
    }

    /** All of one name and name space get theirs at once, by id, so that it does not matter which is asked for first. */
    private String nameOf(int id, Set<String> taken) {
        if (!byId.containsKey(id)) {
            String name = btf.name(id);
            boolean tagged = taken == tags;
            for (int namesake : btf.named(name)) {
                int definition = definition(namesake);
                if (isTagged(btf.kind(namesake)) == tagged && !byId.containsKey(namesake)) {
                    byId.computeIfAbsent(definition, each -> unique(name, taken));
                    byId.putIfAbsent(namesake, byId.get(definition));
                }
            }
            byId.computeIfAbsent(id, unnamed -> unique(name, taken));
        }
        return byId.get(id);
    }

    private static boolean isTagged(BtfKind kind) {
        return kind.isComposite() || kind.asEnum() == BtfKind.ENUM || kind == BtfKind.FWD;
    }

    /** The name of an enumerator. */
    String enumerator(String name) {
        return unique(name, ordinary);
    }

    /** A parameter must not hide a type that the next parameter is of. */
    @Override
    public String parameter(String name) {
        String identifier = identifier(name);
        return ordinary.contains(identifier) ? identifier + "_" : identifier;
    }

    /** A declaration stands for the first definition of its kind and name or, if there is none, the first declaration. */
    private int definition(int id) {
        if (!(btf.type(id) instanceof BtfType.Fwd declared)) {
            return id;
        }
        BtfKind kind = declared.union() ? BtfKind.UNION : BtfKind.STRUCT;
        int first = id;
        for (int namesake : btf.named(declared.name())) {
            if (btf.kind(namesake) == kind) {
                return namesake;
            }
            if (namesake < first && declared.equals(btf.type(namesake))) {
                first = namesake;
            }
        }
        return first;
    }

    private static String unique(String name, Set<String> taken) {
        String identifier = identifier(name);
        String candidate = identifier;
        for (int n = 2; !taken.add(candidate); n++) {
            candidate = identifier + "___" + n;
        }
        return candidate;
    }

    /** Names of languages other than C have characters that C does not. */
    static String identifier(String name) {
        StringBuilder identifier = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            boolean digit = c >= '0' && c <= '9';
            if (digit && i == 0) {
                identifier.append('_');
            }
            identifier.append(letter || digit ? c : '_');
        }
        return identifier.toString();
    }
}
