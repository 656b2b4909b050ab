// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.helper.ArgumentKind.Family;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import java.util.ArrayList;
import java.util.List;

import static dev.probeproof.emulator.verifier.state.RegisterType.BTF_ID;
import static dev.probeproof.emulator.verifier.state.RegisterType.BUFFER;
import static dev.probeproof.emulator.verifier.state.RegisterType.CONST_DYNPTR;
import static dev.probeproof.emulator.verifier.state.RegisterType.CONTEXT;
import static dev.probeproof.emulator.verifier.state.RegisterType.FUNCTION;
import static dev.probeproof.emulator.verifier.state.RegisterType.MAP_KEY;
import static dev.probeproof.emulator.verifier.state.RegisterType.MAP_POINTER;
import static dev.probeproof.emulator.verifier.state.RegisterType.MAP_VALUE;
import static dev.probeproof.emulator.verifier.state.RegisterType.MEMORY;
import static dev.probeproof.emulator.verifier.state.RegisterType.PACKET;
import static dev.probeproof.emulator.verifier.state.RegisterType.PACKET_META;
import static dev.probeproof.emulator.verifier.state.RegisterType.SCALAR;
import static dev.probeproof.emulator.verifier.state.RegisterType.SOCKET;
import static dev.probeproof.emulator.verifier.state.RegisterType.SOCK_COMMON;
import static dev.probeproof.emulator.verifier.state.RegisterType.STACK;
import static dev.probeproof.emulator.verifier.state.RegisterType.TCP_SOCK;
import static dev.probeproof.emulator.verifier.state.RegisterType.XDP_SOCK;

/** Which register types a kind of argument takes, in the order in which the kernel names them to who passes another. */
final class ArgumentTypes {
    /** A register type with its flags. */
    record Taken(RegisterType type, int flags) {
        boolean matches(RegisterType other, int otherFlags) {
            return type == other && flags == otherFlags;
        }
    }

    private final KernelProfile profile;
    private final List<Taken> memory;
    private final List<Taken> keysAndValues;
    private final List<Taken> numbersOut;

    ArgumentTypes(KernelProfile profile) {
        this.profile = profile;
        memory = memory(profile);
        numbersOut = plain(keyTypes(profile));
        keysAndValues = profile.isAtLeast(6, 2) ? memory : numbersOut;
    }

    List<Taken> of(Family family) {
        return switch (family) {
            case MAP -> plain(MAP_POINTER);
            case MAP_KEY, MAP_VALUE -> keysAndValues;
            case MEMORY -> memory;
            case INT_OUT, LONG_OUT -> numbersOut;
            case SIZE, CONSTANT_ALLOCATION_SIZE, SCALAR -> plain(SCALAR);
            case CONTEXT -> plain(CONTEXT);
            case ANYTHING -> List.of();
            case SPIN_LOCK -> profile.isAtLeast(6, 2) ? mapValueOr(TypeFlags.ALLOCATED) : plain(MAP_VALUE);
            case TIMER, CONSTANT_STRING -> plain(MAP_VALUE);
            case KPTR -> profile.isAtLeast(6, 12) ? mapValueOr(TypeFlags.ALLOCATED) : plain(MAP_VALUE);
            case SOCK_COMMON -> plain(SOCK_COMMON, SOCKET, TCP_SOCK, XDP_SOCK);
            case SOCKET -> plain(SOCKET);
            case BTF_ID -> kernelObjects();
            case BTF_ID_SOCK_COMMON -> sockets();
            case PERCPU_BTF_ID -> perCpu();
            case RING_BUFFER_MEMORY -> List.of(new Taken(MEMORY, profile.isAtLeast(5, 17) ? TypeFlags.RING_BUFFER : 0));
            case CALLBACK -> plain(FUNCTION);
            case STACK -> plain(STACK);
            case DYNPTR -> profile.isAtLeast(6, 1) ? plain(STACK, CONST_DYNPTR) : plain(STACK);
        };
    }

    /** Whether these are the types of memory of any kind, among which is a pointer to a kernel object. */
    boolean areMemory(Family family) {
        return of(family) == memory;
    }

    private static RegisterType[] keyTypes(KernelProfile profile) {
        return profile.isAtLeast(5, 13)
                ? new RegisterType[] {STACK, PACKET, PACKET_META, MAP_KEY, MAP_VALUE}
                : new RegisterType[] {STACK, PACKET, PACKET_META, MAP_VALUE};
    }

    private static List<Taken> memory(KernelProfile profile) {
        List<Taken> types = new ArrayList<>(plain(keyTypes(profile)));
        types.add(new Taken(MEMORY, 0));
        if (!profile.isAtLeast(5, 17)) {
            types.add(new Taken(BUFFER, TypeFlags.READ_ONLY));
            types.add(new Taken(BUFFER, 0));
            return types;
        }
        types.add(new Taken(MEMORY, TypeFlags.RING_BUFFER));
        types.add(new Taken(BUFFER, 0));
        if (profile.isAtLeast(6, 2)) {
            types.add(new Taken(BTF_ID, TypeFlags.TRUSTED));
        }
        if (profile.isAtLeast(7, 0)) {
            types.add(new Taken(CONTEXT, 0));
        }
        return types;
    }

    private static List<Taken> plain(RegisterType... types) {
        List<Taken> all = new ArrayList<>();
        for (RegisterType type : types) {
            all.add(new Taken(type, 0));
        }
        return all;
    }

    private static List<Taken> mapValueOr(int objectFlags) {
        return List.of(new Taken(MAP_VALUE, 0), new Taken(BTF_ID, objectFlags));
    }

    private List<Taken> kernelObjects() {
        List<Taken> types = new ArrayList<>(plain(BTF_ID));
        if (profile.isAtLeast(6, 2)) {
            types.add(new Taken(BTF_ID, TypeFlags.TRUSTED));
            types.add(new Taken(BTF_ID, TypeFlags.RCU));
        }
        return types;
    }

    private List<Taken> sockets() {
        List<Taken> types = new ArrayList<>(plain(SOCK_COMMON, SOCKET, TCP_SOCK, XDP_SOCK, BTF_ID));
        if (profile.isAtLeast(6, 4)) {
            types.add(new Taken(BTF_ID, TypeFlags.TRUSTED));
        }
        return types;
    }

    private List<Taken> perCpu() {
        List<Taken> types = new ArrayList<>();
        types.add(new Taken(BTF_ID, TypeFlags.PER_CPU));
        if (profile.isAtLeast(6, 7)) {
            types.add(new Taken(BTF_ID, TypeFlags.PER_CPU | TypeFlags.RCU));
        }
        if (profile.isAtLeast(6, 2)) {
            types.add(new Taken(BTF_ID, TypeFlags.PER_CPU | TypeFlags.TRUSTED));
        }
        return types;
    }
}
