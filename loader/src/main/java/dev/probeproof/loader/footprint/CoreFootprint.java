// SPDX-License-Identifier: MIT
package dev.probeproof.loader.footprint;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfSelection;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.core.CoreKind;
import dev.probeproof.loader.object.FunctionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one CO-RE relocation touches: every type that its root may stand for and, for fields, every member that the
 * search for it can meet. A relocation that is malformed touches nothing.
 */
final class CoreFootprint {
    /** In place of the name of a member: an element of an array. */
    private static final String ELEMENT = "[]";

    private final Btf local;
    private final BtfSelection selection;

    CoreFootprint(Btf local, BtfSelection selection) {
        this.local = local;
        this.selection = selection;
    }

    void choose(FunctionSpec.CoreRelocation relocation) {
        Optional<CoreKind> kind = CoreKind.of(relocation.kind());
        if (kind.isEmpty() || kind.get() == CoreKind.TYPE_ID_LOCAL) {
            return;
        }
        int root = relocation.typeId();
        if (root <= 0 || root >= local.endId() || local.name(root).isEmpty()) {
            return;
        }
        for (int candidate : selection.ask(local.kind(root), local.name(root))) {
            switch (kind.get()) {
                case FIELD_BYTE_OFFSET,
                        FIELD_BYTE_SIZE,
                        FIELD_EXISTS,
                        FIELD_SIGNED,
                        FIELD_LSHIFT_U64,
                        FIELD_RSHIFT_U64 -> field(candidate, path(relocation));
                case TYPE_MATCHES -> whole(candidate);
                case TYPE_ID_LOCAL, TYPE_ID_TARGET, TYPE_EXISTS, TYPE_SIZE, ENUMVAL_EXISTS, ENUMVAL_VALUE -> {
                    // The type itself, which is chosen already.
                }
            }
        }
    }

    private void whole(int candidate) {
        selection.keepWhole(candidate);
        if (selection.btf().resolve(candidate) instanceof BtfType.FuncProto prototype) {
            selection.keepWhole(prototype.returnType());
            prototype.params().forEach(param -> selection.keepWhole(param.type()));
        }
    }

    private void field(int candidate, List<String> path) {
        Btf btf = selection.btf();
        Set<Integer> at = Set.of(candidate);
        for (String step : path) {
            Set<Integer> next = new TreeSet<>();
            for (int type : at) {
                int stripped = btf.strip(type);
                if (!step.equals(ELEMENT)) {
                    next.addAll(selection.askMember(stripped, step));
                } else if (btf.type(stripped) instanceof BtfType.Array array) {
                    next.add(array.elementType());
                }
            }
            at = next;
        }
    }

    /** The names of the members on the way, from the second number of the access string on; as far as it makes sense. */
    private List<String> path(FunctionSpec.CoreRelocation relocation) {
        List<String> path = new ArrayList<>();
        int at = local.strip(relocation.typeId());
        String[] numbers = relocation.access().split(":", -1);
        for (int i = 1; i < numbers.length; i++) {
            BtfType type = local.type(at);
            if (type instanceof BtfType.Composite composite) {
                int index = index(numbers[i]);
                if (index < 0 || index >= composite.members().size()) {
                    return path;
                }
                BtfType.Member member = composite.members().get(index);
                if (!member.name().isEmpty()) {
                    path.add(member.name());
                }
                at = local.strip(member.type());
            } else if (type instanceof BtfType.Array array) {
                path.add(ELEMENT);
                at = local.strip(array.elementType());
            } else {
                return path;
            }
        }
        return path;
    }

    private static int index(String number) {
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            return -1; // Malformed: whoever applies the relocation says so.
        }
    }
}
