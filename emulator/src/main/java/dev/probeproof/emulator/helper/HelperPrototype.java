// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayList;
import java.util.List;

/**
 * What a helper requires and returns, stated once and read by the verifier and by every engine: a kernel's {@code struct
 * bpf_func_proto}. {@link HelperPrototypes} finds those of all helpers.
 *
 * @param gplOnly true if only programs under a GPL-compatible licence may call it
 * @param maySleep true if only sleepable programs may call it
 * @param takesPackets true if its memory arguments may lie in a packet, where the program type's packets may be read
 * @param allowsFastCall true if a call keeps r1 to r5 where the compiler asks for it ({@code bpf_fastcall})
 * @param arguments what r1 to r5 must hold; at most 5
 * @param returns what r0 holds after the call
 * @param returnedBtfType the kernel structure that r0 points to, such as {@code task_struct}; empty if none is named
 */
public record HelperPrototype(
        HelperId id,
        boolean gplOnly,
        boolean maySleep,
        boolean takesPackets,
        boolean allowsFastCall,
        List<Argument> arguments,
        ReturnKind returns,
        String returnedBtfType) {
    public HelperPrototype {
        arguments = List.copyOf(arguments);
    }

    /** A prototype without arguments that returns an integer and asks for no licence. */
    public static HelperPrototype of(HelperId id) {
        return new HelperPrototype(id, false, false, false, false, List.of(), ReturnKind.INTEGER, "");
    }

    /** With arguments of kinds that say all about them. */
    public HelperPrototype arguments(ArgumentKind... kinds) {
        List<Argument> all = new ArrayList<>();
        for (ArgumentKind kind : kinds) {
            all.add(Argument.of(kind));
        }
        return withArguments(all);
    }

    public HelperPrototype arguments(Argument... all) {
        return withArguments(List.of(all));
    }

    public HelperPrototype returning(ReturnKind kind) {
        return returning(kind, "");
    }

    /** With a pointer to a kernel structure in r0. */
    public HelperPrototype returning(ReturnKind kind, String btfType) {
        return new HelperPrototype(id, gplOnly, maySleep, takesPackets, allowsFastCall, arguments, kind, btfType);
    }

    public HelperPrototype onlyGpl() {
        return new HelperPrototype(
                id, true, maySleep, takesPackets, allowsFastCall, arguments, returns, returnedBtfType);
    }

    public HelperPrototype sleeping() {
        return new HelperPrototype(
                id, gplOnly, true, takesPackets, allowsFastCall, arguments, returns, returnedBtfType);
    }

    public HelperPrototype takingPackets() {
        return new HelperPrototype(id, gplOnly, maySleep, true, allowsFastCall, arguments, returns, returnedBtfType);
    }

    public HelperPrototype allowingFastCall() {
        return new HelperPrototype(id, gplOnly, maySleep, takesPackets, true, arguments, returns, returnedBtfType);
    }

    /** With another argument in place of one, which counts from 1 as the registers do. */
    HelperPrototype argument(int number, Argument argument) {
        List<Argument> changed = new ArrayList<>(arguments);
        changed.set(number - 1, argument);
        return withArguments(changed);
    }

    HelperPrototype argument(int number, ArgumentKind kind) {
        return argument(number, Argument.of(kind));
    }

    HelperPrototype withoutPackets() {
        return new HelperPrototype(id, gplOnly, maySleep, false, allowsFastCall, arguments, returns, returnedBtfType);
    }

    HelperPrototype withoutFastCall() {
        return new HelperPrototype(id, gplOnly, maySleep, takesPackets, false, arguments, returns, returnedBtfType);
    }

    private HelperPrototype withArguments(List<Argument> all) {
        return new HelperPrototype(id, gplOnly, maySleep, takesPackets, allowsFastCall, all, returns, returnedBtfType);
    }

    /** The first release that has it, such as {@code 5.5}. */
    public String since() {
        return id.since();
    }

    /** What the arguments must be, without sizes and types. */
    public List<ArgumentKind> kinds() {
        return arguments.stream().map(Argument::kind).toList();
    }

    /**
     * Whether the result is a reference that the program must give back. A lookup in a map of sockets is one too: that
     * depends on the map.
     */
    public boolean acquiresReference() {
        return switch (id) {
            case SK_LOOKUP_TCP, SK_LOOKUP_UDP, SKC_LOOKUP_TCP, RINGBUF_RESERVE, KPTR_XCHG -> true;
            default -> false;
        };
    }

    /**
     * Whether pointers into the packet are worth nothing after the call. Measured on Linux 6.18 by reading from the packet
     * after a call of each helper.
     */
    public boolean changesPacketData() {
        return switch (id) {
            case SKB_STORE_BYTES,
                    L3_CSUM_REPLACE,
                    L4_CSUM_REPLACE,
                    CLONE_REDIRECT,
                    SKB_VLAN_PUSH,
                    SKB_VLAN_POP,
                    SKB_CHANGE_PROTO,
                    SKB_CHANGE_TAIL,
                    SKB_PULL_DATA,
                    SKB_CHANGE_HEAD,
                    XDP_ADJUST_HEAD,
                    SKB_ADJUST_ROOM,
                    XDP_ADJUST_META,
                    MSG_PULL_DATA,
                    XDP_ADJUST_TAIL,
                    LWT_PUSH_ENCAP,
                    LWT_SEG6_STORE_BYTES,
                    LWT_SEG6_ADJUST_SRH,
                    LWT_SEG6_ACTION,
                    MSG_PUSH_DATA,
                    MSG_POP_DATA,
                    STORE_HDR_OPT -> true;
            default -> false;
        };
    }

    /** Whether an argument is a reference that the call gives back. */
    public boolean releasesReference() {
        return arguments.stream().anyMatch(argument -> argument.kind().isReleased());
    }
}
