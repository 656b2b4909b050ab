// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.uapi.Errno;
import java.util.OptionalLong;

/** Loads and stores through pointers of every kind. */
final class MemoryAccess {
    private final Verification verification;
    private final Checks checks;
    private final Alignment alignment;
    private final MemoryRegions regions;
    private final ContextMemory contexts;

    MemoryAccess(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        this.alignment = new Alignment(verification);
        this.regions = checks.regions;
        this.contexts = new ContextMemory(verification, checks);
    }

    /**
     * One access.
     *
     * @param number the register that holds the pointer
     * @param offset of the instruction, in bytes
     * @param size 1, 2, 4 or 8 bytes
     * @param valueNumber the register that is stored or loaded; -1 if it is none
     * @param strictly misaligned accesses are refused although the machine could
     * @param signExtends a sign-extending load
     */
    void check(
            int number, int offset, int size, boolean write, int valueNumber, boolean strictly, boolean signExtends) {
        RegisterState pointer = verification.register(number);
        alignment.check(pointer, offset, size, strictly);
        int at = offset + pointer.offset();
        boolean loads = !write && valueNumber >= 0;
        switch (pointer.type()) {
            case MAP_KEY -> checkMapKey(number, at, size, write, valueNumber);
            case MAP_VALUE -> checkMapValue(pointer, number, at, size, write, valueNumber, signExtends);
            case MEMORY -> checkMemory(pointer, number, at, size, write, valueNumber);
            case CONTEXT -> contexts.checkContext(pointer, number, at, size, write, valueNumber, signExtends);
            case STACK -> {
                if (write) {
                    checks.stack.write(pointer, number, at, size, valueNumber);
                } else {
                    checks.stack.read(pointer, number, at, size, valueNumber);
                }
            }
            case PACKET, PACKET_META -> {
                contexts.checkPacketPermission(write);
                regions.checkPacket(number, at, size, false);
                unknownIf(loads, valueNumber);
            }
            case FLOW_KEYS -> {
                contexts.checkFlowKeys(number, at, size, write);
                unknownIf(loads, valueNumber);
            }
            case SOCKET, SOCK_COMMON, TCP_SOCK, XDP_SOCK -> {
                if (pointer.mayBeNull()) {
                    throw invalidAccess(number, pointer);
                }
                if (write) {
                    throw verification.reject(
                            Errno.EACCES, "R%d cannot write into %s", number, verification.types.of(pointer));
                }
                contexts.checkSocket(pointer, number, at, size);
                unknownIf(loads, valueNumber);
            }
            case TP_BUFFER -> {
                contexts.checkTracepointBuffer(pointer, number, at, size);
                unknownIf(loads, valueNumber);
            }
            case BTF_ID -> {
                if (pointer.mayBeNull()) {
                    throw invalidAccess(number, pointer);
                }
                checks.typed.check(pointer, number, offset, size, write, valueNumber);
            }
            case MAP_POINTER -> checks.typed.checkMap(pointer, number, at, size, write, valueNumber);
            case BUFFER -> {
                if (pointer.mayBeNull()) {
                    throw invalidAccess(number, pointer);
                }
                if (write && pointer.has(TypeFlags.READ_ONLY)) {
                    throw verification.reject(
                            Errno.EACCES, "R%d cannot write into %s", number, verification.types.of(pointer));
                }
                contexts.checkBuffer(pointer, number, at, size);
                unknownIf(loads, valueNumber);
            }
            case ARENA -> unknownIf(loads, valueNumber);
            default -> throw invalidAccess(number, pointer);
        }
        if (loads && size < Long.BYTES) {
            narrow(valueNumber, size, signExtends);
        }
    }

    private void narrow(int number, int size, boolean signExtends) {
        RegisterState value = verification.register(number);
        if (value.isScalar()) {
            Bounds bounds = signExtends
                    ? value.bounds().signExtended(verification.numbers, size * Byte.SIZE, true)
                    : value.bounds().truncatedTo(verification.numbers, size);
            verification.set(number, value.withBounds(bounds));
        }
    }

    private void unknownIf(boolean loads, int number) {
        if (loads) {
            verification.set(number, verification.unknown());
        }
    }

    private Rejection invalidAccess(int number, RegisterState pointer) {
        return verification.reject(Errno.EACCES, "R%d invalid mem access '%s'", number, verification.types.of(pointer));
    }

    private void checkMapKey(int number, int at, int size, boolean write, int valueNumber) {
        if (write) {
            throw verification.reject(Errno.EACCES, "write to change key R%d not allowed", number);
        }
        VerifierMap map = checks.mapOf(verification.register(number));
        regions.check(number, at, size, map.keySize(), false);
        unknownIf(valueNumber >= 0, valueNumber);
    }

    private void checkMapValue(
            RegisterState pointer, int number, int at, int size, boolean write, int valueNumber, boolean signExtends) {
        if (pointer.mayBeNull()) {
            throw invalidAccess(number, pointer);
        }
        regions.checkMapPermission(number, at, size, write);
        if (regions.checkMapValue(number, at, size, false, true)) {
            checks.kptrs.access(number, at, write, valueNumber);
            return;
        }
        if (write || valueNumber < 0) {
            return;
        }
        VerifierMap map = checks.mapOf(pointer);
        verification.set(valueNumber, verification.unknown());
        if (pointer.bounds().tnum().isConst() && map.isConstant()) {
            OptionalLong constant =
                    map.constant(at + (int) pointer.bounds().tnum().value(), size);
            if (constant.isPresent() && verification.has(KernelChange.CONSTANT_MAPS)) {
                long value = constant.getAsLong();
                if (signExtends) {
                    int unused = Long.SIZE - size * Byte.SIZE;
                    value = value << unused >> unused;
                }
                verification.set(valueNumber, RegisterState.constant(value));
            }
        }
    }

    private void checkMemory(RegisterState pointer, int number, int at, int size, boolean write, int valueNumber) {
        if (pointer.mayBeNull()) {
            throw invalidAccess(number, pointer);
        }
        boolean readOnly = pointer.has(TypeFlags.READ_ONLY);
        if (write && readOnly) {
            throw verification.reject(Errno.EACCES, "R%d cannot write into %s", number, verification.types.of(pointer));
        }
        if (!(readOnly && pointer.has(TypeFlags.UNTRUSTED))) {
            regions.check(number, at, size, pointer.size(), false);
        }
        unknownIf(valueNumber >= 0 && (!write || readOnly), valueNumber);
    }

    /** Memory that a helper reads or writes: {@code size} bytes from where the register points to. */
    void checkHelperAccess(int number, int size, boolean write, boolean zeroAllowed, CallMeta meta) {
        RegisterState pointer = verification.register(number);
        int at = pointer.offset();
        switch (pointer.type()) {
            case PACKET, PACKET_META -> regions.checkPacket(number, at, size, zeroAllowed);
            case MAP_KEY -> {
                if (write) {
                    throw verification.reject(
                            Errno.EACCES, "R%d cannot write into %s", number, verification.types.of(pointer));
                }
                regions.check(number, at, size, checks.mapOf(pointer).keySize(), zeroAllowed);
            }
            case MAP_VALUE -> {
                if (pointer.mayBeNull()) {
                    throw checks.helperTypeMismatch(number, pointer);
                }
                regions.checkMapPermission(number, at, size, write);
                regions.checkMapValue(number, at, size, zeroAllowed, false);
            }
            case MEMORY -> {
                if (pointer.has(TypeFlags.READ_ONLY) && write) {
                    throw verification.reject(
                            Errno.EACCES, "R%d cannot write into %s", number, verification.types.of(pointer));
                }
                regions.check(number, at, size, pointer.size(), zeroAllowed);
            }
            case BUFFER -> {
                if (pointer.has(TypeFlags.READ_ONLY) && write) {
                    throw verification.reject(
                            Errno.EACCES, "R%d cannot write into %s", number, verification.types.of(pointer));
                }
                contexts.checkBuffer(pointer, number, at, size);
            }
            case STACK ->
                checks.stack
                        .ranges()
                        .check(number, at, size, zeroAllowed, write, meta == null ? new CallMeta(null) : meta);
            case BTF_ID -> checks.typed.check(pointer, number, 0, size, write, -1);
            case CONTEXT -> contexts.checkHelperContext(number, size, write, zeroAllowed, meta);
            default -> {
                boolean nullWithoutBytes = zeroAllowed && size == 0 && pointer.isNull();
                if (!nullWithoutBytes) {
                    throw checks.helperTypeMismatch(number, pointer);
                }
            }
        }
    }
}
