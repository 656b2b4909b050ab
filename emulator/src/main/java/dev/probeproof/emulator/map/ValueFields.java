// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.map.MapFields.Field;
import dev.probeproof.emulator.map.MapFields.Kind;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.KernelRelease;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the special fields of a map's value by the names of their types. What a kernel does not take for such a field
 * (wrong size, wrong alignment, in a union) is an ordinary one to it; of a value with fields that contradict each other
 * (two locks, a list without a lock) it refuses the types altogether.
 */
public final class ValueFields {
    /** {@code BTF_FIELDS_MAX}. */
    private static final int MAX_FIELDS = 11;

    private static final int MAX_DEPTH = 4;
    /** Kernel types whose references a map may own: those for which the kernel has a destructor. */
    private static final Set<String> DESTRUCTIBLE =
            Set.of("task_struct", "cgroup", "bpf_cpumask", "bpf_crypto_ctx", "prog_test_ref_kfunc", "prog_test_member");

    private final Btf types;
    private final Btf kernelTypes;
    private final KernelRelease release;
    private final List<Field> found = new ArrayList<>();

    private ValueFields(Btf types, Btf kernelTypes, KernelRelease release) {
        this.types = types;
        this.kernelTypes = kernelTypes;
        this.release = release;
    }

    /** The kernel refuses these types; it never leaves this class. */
    private static final class Contradiction extends RuntimeException {
        Contradiction(String message) {
            super(message, null, false, false);
        }
    }

    /** A special type: the name of its struct, its size and alignment, the release that has it. */
    private enum Special {
        SPIN_LOCK(Kind.SPIN_LOCK, "bpf_spin_lock", 4, 4, "5.1"),
        RES_SPIN_LOCK(Kind.RES_SPIN_LOCK, "bpf_res_spin_lock", 4, 4, "6.15"),
        TIMER(Kind.TIMER, "bpf_timer", 16, 8, "5.15"),
        WORKQUEUE(Kind.WORKQUEUE, "bpf_wq", 16, 8, "6.10"),
        TASK_WORK(Kind.TASK_WORK, "bpf_task_work", 8, 8, "6.18"),
        LIST_HEAD(Kind.LIST_HEAD, "bpf_list_head", 16, 8, "6.2"),
        RB_ROOT(Kind.RB_ROOT, "bpf_rb_root", 16, 8, "6.3"),
        REFCOUNT(Kind.REFCOUNT, "bpf_refcount", 4, 4, "6.4");

        private final Kind kind;
        private final String typeName;
        private final int size;
        private final int alignment;
        private final String since;

        Special(Kind kind, String typeName, int size, int alignment, String since) {
            this.kind = kind;
            this.typeName = typeName;
            this.size = size;
            this.alignment = alignment;
            this.since = since;
        }
    }

    /**
     * @param types those of the map
     * @param valueTypeId of the value in them; 0 for none
     * @param kernelTypes where kptrs point to
     */
    public static MapFields find(Btf types, int valueTypeId, Btf kernelTypes, KernelRelease release) {
        if (valueTypeId <= 0 || valueTypeId >= types.endId()) {
            return MapFields.NONE;
        }
        ValueFields fields = new ValueFields(types, kernelTypes, release);
        try {
            fields.search(valueTypeId);
            fields.checkTogether(valueTypeId);
        } catch (Contradiction refused) {
            return MapFields.NONE;
        }
        fields.found.sort((one, other) -> Integer.compare(one.offset(), other.offset()));
        return new MapFields(fields.found);
    }

    private void search(int valueTypeId) {
        BtfType value = types.type(valueTypeId);
        if (value instanceof BtfType.Composite struct && !struct.union()) {
            members(struct, 0, 0);
        } else if (value instanceof BtfType.DataSec section && release.isAtLeast(5, 13)) {
            for (BtfType.SectionVar place : section.vars()) {
                if (types.type(place.type()) instanceof BtfType.Var variable) {
                    field(variable.type(), (int) place.offset(), 0);
                }
            }
        }
    }

    private void members(BtfType.Composite struct, int offset, int depth) {
        for (BtfType.Member member : struct.members()) {
            if (member.bitfieldBits() == 0 && member.bitOffset() % Byte.SIZE == 0) {
                field(member.type(), offset + member.bitOffset() / Byte.SIZE, depth);
            }
        }
    }

    private void field(int typeId, int offset, int depth) {
        int elementId = typeId;
        long count = 1;
        boolean searchesDeep = release.isAtLeast(6, 11);
        while (searchesDeep && types.type(elementId) instanceof BtfType.Array array) {
            elementId = array.elementType();
            count *= array.count();
        }
        BtfType element = types.type(elementId);
        if (element instanceof BtfType.Ptr pointer) {
            pointer(pointer, offset, count);
        } else if (element instanceof BtfType.Composite struct && !struct.union()) {
            if (!special(struct, offset, count) && searchesDeep && depth < MAX_DEPTH) {
                for (long i = 0; i < Math.min(count, MAX_FIELDS + 1); i++) {
                    members(struct, offset + (int) i * struct.size(), depth + 1);
                }
            }
        }
    }

    private boolean special(BtfType.Composite struct, int offset, long count) {
        for (Special special : Special.values()) {
            if (special.typeName.equals(struct.name()) && release.has(special.since)) {
                // What is of another size or not aligned is no such field; neither are several in an array.
                if (struct.size() == special.size && offset % special.alignment == 0 && count == 1) {
                    add(new Field(special.kind, offset, special.size, 0));
                }
                return true;
            }
        }
        return false;
    }

    private void pointer(BtfType.Ptr pointer, int offset, long count) {
        if (pointer.type() == 0
                || !(types.type(pointer.type()) instanceof BtfType.Alias tag)
                || tag.kind() != BtfKind.TYPE_TAG
                || !release.isAtLeast(6, 0)) {
            return;
        }
        Kind kind = kptr(tag.name());
        int target = types.strip(tag.type());
        if (kind == null || offset % Long.BYTES != 0 || !(types.type(target) instanceof BtfType.Composite struct)) {
            return;
        }
        if (kind == Kind.KPTR_REF
                && kernelTypes.find(BtfKind.STRUCT, struct.name()).isPresent()
                && !DESTRUCTIBLE.contains(struct.name())) {
            throw new Contradiction("no destructor for struct " + struct.name());
        }
        if (count > MAX_FIELDS) {
            throw new Contradiction("too many fields");
        }
        for (int i = 0; i < count; i++) {
            add(new Field(kind, offset + i * Long.BYTES, Long.BYTES, target));
        }
    }

    /** Linux 6.4 gave the shorter name to the reference that is counted. */
    private @Nullable Kind kptr(String tag) {
        boolean renamed = release.isAtLeast(6, 4);
        return switch (tag) {
            case "kptr" -> renamed ? Kind.KPTR_REF : Kind.KPTR_UNREF;
            case "kptr_untrusted" -> renamed ? Kind.KPTR_UNREF : null;
            case "kptr_ref" -> renamed ? null : Kind.KPTR_REF;
            case "percpu_kptr" -> release.isAtLeast(6, 7) ? Kind.KPTR_PERCPU : null;
            case "uptr" -> release.isAtLeast(6, 13) ? Kind.UPTR : null;
            default -> null;
        };
    }

    private void add(Field field) {
        if (found.size() == MAX_FIELDS) {
            throw new Contradiction("too many fields");
        }
        found.add(field);
    }

    private void checkTogether(int valueTypeId) {
        Set<Kind> kinds = new HashSet<>();
        for (Field field : found) {
            boolean repeatable = field.kind() == Kind.KPTR_UNREF
                    || field.kind() == Kind.KPTR_REF
                    || field.kind() == Kind.KPTR_PERCPU
                    || field.kind() == Kind.UPTR
                    || field.kind() == Kind.LIST_HEAD
                    || field.kind() == Kind.RB_ROOT;
            if (!kinds.add(field.kind()) && !repeatable) {
                throw new Contradiction("two fields of kind " + field.kind());
            }
        }
        boolean locked = kinds.contains(Kind.SPIN_LOCK) || kinds.contains(Kind.RES_SPIN_LOCK);
        if (kinds.contains(Kind.SPIN_LOCK) && kinds.contains(Kind.RES_SPIN_LOCK)) {
            throw new Contradiction("two kinds of locks");
        }
        for (Field field : found) {
            boolean graph = field.kind() == Kind.LIST_HEAD || field.kind() == Kind.RB_ROOT;
            if (graph && !(locked && containsNodes(valueTypeId, field))) {
                throw new Contradiction("a collection without a lock or without a word on what it contains");
            }
        }
    }

    /** Whether a declaration tag {@code contains:TYPE:MEMBER} at the field names a struct and its node. */
    private boolean containsNodes(int structId, Field head) {
        String node = head.kind() == Kind.LIST_HEAD ? "bpf_list_node" : "bpf_rb_node";
        for (int id = types.firstId(); id < types.endId(); id++) {
            if (types.type(id) instanceof BtfType.DeclTag tag
                    && tag.name().startsWith("contains:")
                    && tag.type() == structId
                    && isMemberAt(structId, tag.component(), head.offset())) {
                String[] parts = tag.name().split(":", -1);
                return parts.length == 3 && hasMember(parts[1], parts[2], node);
            }
        }
        // In a data section, or deeper than a member: the tag is then on something else, which is not followed here.
        return !(types.type(structId) instanceof BtfType.Composite);
    }

    private boolean isMemberAt(int structId, int component, int offset) {
        return types.type(structId) instanceof BtfType.Composite struct
                && component >= 0
                && component < struct.members().size()
                && struct.members().get(component).bitOffset() == offset * Byte.SIZE;
    }

    private boolean hasMember(String structName, String memberName, String typeName) {
        return types.find(BtfKind.STRUCT, structName)
                .map(types::type)
                .filter(type -> type instanceof BtfType.Composite struct
                        && struct.members().stream()
                                .anyMatch(member -> member.name().equals(memberName)
                                        && types.name(member.type()).equals(typeName)))
                .isPresent();
    }
}
