// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a BTF that was cut down can still be asked. In a whole one, what is not there does not exist. In one that
 * {@link BtfMinimizer} made that is true only of what was looked for while it was made; of everything else it cannot be
 * said, and to say "this kernel has no such function" would be a lie.
 *
 * <p>The mark is BTF itself, so that every tool reads on: a typedef named {@value #MARK} with declaration tags. Tags
 * of the typedef say which kinds are complete ({@code probeproof all FUNC}) and which questions found nothing
 * ({@code probeproof absent STRUCT foo}); tags of a struct or union say that it has all its members
 * ({@code probeproof whole}) or that one does not exist ({@code probeproof absent bar}).
 */
public final class BtfCompleteness {
    static final String MARK = "probeproof_minimized";
    static final String WHOLE = "probeproof whole";
    static final String ALL = "probeproof all ";
    static final String ABSENT = "probeproof absent ";

    private final Btf btf;
    private final int mark;
    private final Map<Integer, Set<String>> tags = new HashMap<>();

    private BtfCompleteness(Btf btf, int mark) {
        this.btf = btf;
        this.mark = mark;
    }

    static BtfCompleteness of(Btf btf) {
        NameIndex index = btf.index();
        for (int id = index.first(MARK); id != NameIndex.NONE; id = index.next(id)) {
            if (btf.kind(id) == BtfKind.TYPEDEF && btf.name(id).equals(MARK)) {
                BtfCompleteness cut = new BtfCompleteness(btf, id);
                cut.readTags();
                return cut;
            }
        }
        return new BtfCompleteness(btf, NameIndex.NONE);
    }

    private void readTags() {
        for (int id = btf.firstId(); id < btf.endId(); id++) {
            if (btf.kind(id) == BtfKind.DECL_TAG && btf.type(id) instanceof BtfType.DeclTag tag) {
                tags.computeIfAbsent(tag.type(), tagged -> new HashSet<>()).add(tag.name());
            }
        }
    }

    /** True if something may have been left out. */
    public boolean isMinimized() {
        return mark != NameIndex.NONE;
    }

    /** True if a type of that kind and name, when it is not in this BTF, is not in the whole one either. */
    public boolean knowsAbsence(BtfKind kind, String name) {
        return !isMinimized()
                || !isCut(kind)
                || has(mark, ALL + kind.asEnum().name())
                || has(mark, ABSENT + question(kind, name))
                // Where one of that name was kept, all were, whatever their flavour.
                || btf.hasEssential(kind, name);
    }

    /** Kinds that are looked up by name; all others come along with what uses them. */
    static boolean isCut(BtfKind kind) {
        return switch (kind) {
            case STRUCT, UNION, ENUM, ENUM64, TYPEDEF, FUNC, VAR -> true;
            case VOID, INT, PTR, ARRAY, FWD, VOLATILE, CONST, RESTRICT, FUNC_PROTO, DATASEC -> false;
            case FLOAT, DECL_TAG, TYPE_TAG -> false;
        };
    }

    /** True if a member of that name, when the struct or union does not have it, is not in the whole one either. */
    public boolean knowsMemberAbsence(int composite, String member) {
        return !isMinimized() || has(composite, WHOLE) || has(composite, ABSENT + member);
    }

    private boolean has(int id, String tag) {
        return tags.getOrDefault(id, Set.of()).contains(tag);
    }

    /**
     * To be called when a look-up found nothing and that is about to be taken for an answer.
     *
     * @throws MinimizedBtfException if it is none
     */
    public void requireAbsence(BtfKind kind, String name) {
        if (!name.isEmpty() && !knowsAbsence(kind, name)) {
            throw new MinimizedBtfException(btf.raw().source(), words(kind) + " '" + EssentialName.of(name) + "'");
        }
    }

    /**
     * The same for a member that was not found in a struct or union.
     *
     * @throws MinimizedBtfException if the member may have been left out
     */
    public void requireMemberAbsence(int composite, String member) {
        if (!knowsMemberAbsence(composite, member)) {
            String name = btf.name(composite);
            throw new MinimizedBtfException(
                    btf.raw().source(),
                    "member '" + member + "' of " + words(btf.kind(composite)) + " "
                            + (name.isEmpty() ? "(anonymous)" : "'" + name + "'"));
        }
    }

    /** A look-up in the words of a tag. */
    static String question(BtfKind kind, String name) {
        return kind.asEnum().name() + " " + EssentialName.of(name);
    }

    private static String words(BtfKind kind) {
        return switch (kind) {
            case FUNC -> "function";
            case VAR -> "variable";
            default -> kind.asEnum().name().toLowerCase(Locale.ROOT);
        };
    }

    /** What the mark says, for those who want to know what a file can be used for. */
    public List<String> statements() {
        return tags.getOrDefault(mark, Set.of()).stream().sorted().toList();
    }
}
