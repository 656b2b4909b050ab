// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code struct pt_regs} as a kernel's own BTF lays it out. */
final class PtRegsLayout {
    private final Btf btf;
    private final int struct;
    /** Looked up once, and not once for each register. */
    private final Map<String, MemberLookup.Found> members = new HashMap<>();

    private PtRegsLayout(Btf btf, int struct) {
        this.btf = btf;
        this.struct = struct;
        for (MemberLookup.Found member : MemberLookup.all(btf, struct)) {
            members.putIfAbsent(member.name(), member);
        }
    }

    private Optional<MemberLookup.Found> find(int type, String name) {
        return type == struct ? Optional.ofNullable(members.get(name)) : MemberLookup.find(btf, type, name);
    }

    /** The layout, if the BTF has a {@code struct pt_regs} with members. */
    static Optional<PtRegsLayout> of(Btf btf) {
        List<Integer> structs = btf.findAll(BtfKind.STRUCT, "pt_regs");
        return structs.stream().findFirst().map(id -> new PtRegsLayout(btf, id));
    }

    long sizeBytes() {
        return btf.sizeOf(struct);
    }

    /**
     * Byte offset of a member.
     *
     * @param member such as {@code di}, {@code psw.addr} or {@code regs[3]}
     * @return empty if the struct has no such member
     */
    OptionalLong offset(String member) {
        MemberLookup.Found own = members.get(member);
        if (own != null) {
            return OptionalLong.of(own.bitOffset() / 8);
        }
        int type = struct;
        long bits = 0;
        for (String step : member.split("\\.", -1)) {
            int bracket = step.indexOf('[');
            String name = bracket < 0 ? step : step.substring(0, bracket);
            Optional<MemberLookup.Found> found = find(type, name);
            if (found.isEmpty()) {
                return OptionalLong.empty();
            }
            bits += found.get().bitOffset();
            type = btf.strip(found.get().type());
            if (bracket >= 0) {
                int index = Integer.parseInt(step.substring(bracket + 1, step.length() - 1));
                if (!(btf.type(type) instanceof BtfType.Array array) || index >= array.count()) {
                    return OptionalLong.empty();
                }
                bits += 8L * index * btf.sizeOf(array.elementType());
                type = btf.strip(array.elementType());
            }
        }
        return OptionalLong.of(bits / 8);
    }
}
