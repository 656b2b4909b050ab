// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Types of debug information as BTF, so that whatever follows paths through the types of a kernel follows them here too. What is
 * added brings all that it refers to; ids stay valid when more is added.
 *
 * <pre>{@code
 * DwarfTypes types = new DwarfTypes(info);
 * int id = types.add(variable.type().orElseThrow());
 * Btf btf = types.btf();
 * }</pre>
 *
 * <p>C++ classes are structs whose base classes are unnamed members. What BTF has no record for is a struct of the right size
 * without members, whose name says what it is, in angle brackets. Plain {@code char} is a typedef of the signed or unsigned type
 * that the compiler took it for.
 */
public final class DwarfTypes {
    /** The largest units of a kernel refer to a third of it. */
    private static final int MAX_TYPES = 200_000;

    private static final int LONGEST_CHAIN = 32;

    private final DebugInfo info;
    private final BtfEditor editor;
    private final TypeRecords records;
    private final Map<Die, Integer> ids = new HashMap<>();
    private final Map<Named, Integer> named = new HashMap<>();
    private final Queue<Pending> queue = new ArrayDeque<>();
    private @Nullable Btf built;

    private record Pending(int id, Die die) {}

    /** What makes a type of one unit the same as one of another. */
    private record Named(int tag, String name, long sizeBytes, long line) {}

    public DwarfTypes(DebugInfo info) {
        this.info = info;
        this.editor = BtfEditor.empty(info.elf().order());
        this.records = new TypeRecords(editor, this::reserve, info.elf().order());
    }

    /**
     * Adds a type.
     *
     * @param type such as {@link DebugVariable#type} gives it
     * @return its id in {@link #btf}; 0 for what has no type, {@code void}
     * @throws DwarfException if it is damaged
     */
    public int add(Die type) {
        built = null;
        int id = reserve(type);
        drain();
        return id;
    }

    /**
     * Adds a function with its prototype.
     *
     * @param subprogram its parameters may be named in its abstract origin
     * @return the id of its FUNC
     */
    public int addFunction(Die subprogram) {
        built = null;
        // A declaration without a list of parameters says less than the instance.
        Die described = subprogram.children().isEmpty() ? subprogram.root() : subprogram;
        int proto = editor.add(records.prototype(described));
        boolean external = subprogram.flag(DwarfAttribute.EXTERNAL);
        int id = editor.add(new BtfType.Func(
                subprogram.name().orElse(""), proto, external ? BtfType.Func.GLOBAL : BtfType.Func.STATIC));
        drain();
        return id;
    }

    /**
     * Adds the definition of a struct or union that the types so far only declare, out of any unit.
     *
     * @return its id, or empty if no unit defines it
     */
    public Optional<Integer> complete(BtfKind kind, String name) {
        Optional<Die> definition = new TypeSearch(info).definition(kind == BtfKind.UNION, name);
        return definition.map(this::add);
    }

    /** The types so far. */
    public Btf btf() {
        if (built == null) {
            built = editor.toBtf();
        }
        return built;
    }

    /** The id that a type has or will have, made known before its record is: types refer to each other in circles. */
    private int reserve(Die type) {
        Die meant = behindMeaningless(type);
        if (meant == null) {
            return 0;
        }
        Integer known = ids.get(meant);
        if (known != null) {
            return known;
        }
        Named key = key(meant);
        known = key == null ? null : named.get(key);
        if (known == null) {
            known = editor.add(new BtfType.Fwd("", false));
            queue.add(new Pending(known, meant));
            if (key != null) {
                named.put(key, known);
            }
        }
        ids.put(meant, known);
        return known;
    }

    /** Without what BTF does not tell apart, such as {@code _Atomic}; null for {@code void}. */
    private static @Nullable Die behindMeaningless(Die type) {
        Die at = type;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            switch (at.tag()) {
                case DwarfTag.ATOMIC_TYPE, DwarfTag.IMMUTABLE_TYPE, DwarfTag.PACKED_TYPE, DwarfTag.SHARED_TYPE -> {
                    Optional<Die> target = at.typeDie();
                    if (target.isEmpty()) {
                        return null;
                    }
                    at = target.get();
                }
                case DwarfTag.UNSPECIFIED_TYPE -> {
                    return null;
                }
                case DwarfTag.STRUCTURE_TYPE, DwarfTag.CLASS_TYPE, DwarfTag.UNION_TYPE, DwarfTag.ENUMERATION_TYPE -> {
                    Optional<Die> signed = at.reference(DwarfAttribute.SIGNATURE);
                    return signed.orElse(at);
                }
                default -> {
                    return at;
                }
            }
        }
        throw type.problem("a chain of more than " + LONGEST_CHAIN + " type modifiers. The file is damaged");
    }

    private static @Nullable Named key(Die type) {
        boolean shared =
                switch (type.tag()) {
                    case DwarfTag.STRUCTURE_TYPE,
                            DwarfTag.CLASS_TYPE,
                            DwarfTag.UNION_TYPE,
                            DwarfTag.ENUMERATION_TYPE,
                            DwarfTag.BASE_TYPE -> true;
                    default -> false;
                };
        Optional<String> name = shared ? type.name() : Optional.empty();
        if (name.isEmpty() || type.flag(DwarfAttribute.DECLARATION)) {
            return null;
        }
        return new Named(
                type.tag(),
                name.get(),
                type.constant(DwarfAttribute.BYTE_SIZE).orElse(-1),
                type.constant(DwarfAttribute.DECL_LINE).orElse(-1));
    }

    private void drain() {
        for (Pending next = queue.poll(); next != null; next = queue.poll()) {
            boolean full = editor.endId() > MAX_TYPES;
            editor.replace(next.id(), full ? records.declared(next.die()) : records.of(next.die()));
        }
    }
}
