// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.Bytes;
import java.util.List;

/**
 * A table of functions that programs implement for the kernel ({@code struct tcp_congestion_ops} and the like): one
 * variable of a section {@code .struct_ops*}, which becomes a map of type {@code struct_ops}.
 *
 * @param map the variable's name, which is the map's
 * @param section as in the file, a leading {@code ?} included
 * @param typeId BTF id of the struct as the object declares it
 * @param typeName the struct's name, by which a kernel knows it; a {@code ___suffix} is not part of the kernel's name
 * @param link true if it is to be attached by a link ({@code .struct_ops.link})
 * @param autocreate false for sections with a leading {@code ?}: create only when asked for by name
 * @param initial the struct as the source fills it, pointers to programs left 0
 * @param members those that are programs, by offset
 */
public record StructOps(
        String map,
        String section,
        int typeId,
        String typeName,
        boolean link,
        boolean autocreate,
        Bytes initial,
        List<Member> members) {
    public StructOps {
        members = List.copyOf(members);
    }

    /**
     * A member that a program implements.
     *
     * @param index among the members of the object's struct. A kernel wants the index in its own struct as the program's
     *     expected attach type, which therefore is 0 in the object
     * @param offset bytes from the start of the struct
     * @param program the program's name
     */
    public record Member(String name, int index, int offset, String program) {}
}
