// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.state;

/** What kind of value a register holds, with the word of the kernel's log for it (Linux 6.18). */
public enum RegisterType {
    NOT_INIT("?"),
    SCALAR("scalar"),
    CONTEXT("ctx"),
    MAP_POINTER("map_ptr"),
    MAP_VALUE("map_value"),
    STACK("fp"),
    PACKET("pkt"),
    PACKET_META("pkt_meta"),
    PACKET_END("pkt_end"),
    FLOW_KEYS("flow_keys"),
    SOCKET("sock"),
    SOCK_COMMON("sock_common"),
    TCP_SOCK("tcp_sock"),
    TP_BUFFER("tp_buffer"),
    XDP_SOCK("xdp_sock"),
    BTF_ID("ptr_"),
    MEMORY("mem"),
    ARENA("arena"),
    BUFFER("buf"),
    FUNCTION("func"),
    INSTRUCTION("insn"),
    MAP_KEY("map_key"),
    CONST_DYNPTR("dynptr_ptr");

    private final String word;

    RegisterType(String word) {
        this.word = word;
    }

    /** The word without the prefixes and suffixes of {@link TypeFlags}. */
    public String word() {
        return word;
    }

    /** Anything that is neither uninitialised nor a number. */
    public boolean isPointer() {
        return this != NOT_INIT && this != SCALAR;
    }

    public boolean isPacket() {
        return this == PACKET || this == PACKET_META;
    }

    /** Pointers to kernel sockets, which are read through field rules. */
    public boolean isSocket() {
        return this == SOCKET || this == SOCK_COMMON || this == TCP_SOCK || this == XDP_SOCK;
    }
}
