// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import java.util.List;
import java.util.Optional;

/** The special fields of a map value, by offset. */
public record MapFields(List<Field> all) {
    /** A value without special fields. */
    public static final MapFields NONE = new MapFields(List.of());

    /** What a field is, with the word that the kernel prints for it. */
    public enum Kind {
        SPIN_LOCK("spin_lock"),
        RES_SPIN_LOCK("res_spin_lock"),
        TIMER("timer"),
        WORKQUEUE("workqueue"),
        TASK_WORK("task_work"),
        KPTR_UNREF("kptr"),
        KPTR_REF("kptr"),
        KPTR_PERCPU("percpu_kptr"),
        UPTR("uptr"),
        LIST_HEAD("list_head"),
        LIST_NODE("list_node"),
        RB_ROOT("rb_root"),
        RB_NODE("rb_node"),
        REFCOUNT("refcount");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * One field.
     *
     * @param offset in bytes
     * @param size in bytes
     * @param pointeeTypeId for kptrs, in the map's types; 0 otherwise
     */
    public record Field(Kind kind, int offset, int size, int pointeeTypeId) {}

    public MapFields {
        all = List.copyOf(all);
    }

    /** The only field of a kind that there can be but one of. */
    public Optional<Field> find(Kind kind) {
        return all.stream().filter(field -> field.kind() == kind).findFirst();
    }

    public boolean has(Kind kind) {
        return find(kind).isPresent();
    }
}
