// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Opcode;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A context of which some registers are no numbers to a verifier: memory from the first of these to the last is copied to
 * the frame, at once, by a helper that asks for no types. Nothing of the kind is needed for most contexts.
 */
final class CopiedWords implements ProbeContext {
    private static final int WORD = 8;
    private static final int VALUE = 3;
    private static final int FRAME = 10;

    private final ProbeContext context;
    private final int start;
    private final int bytes;
    private final int frameOffset;

    private CopiedWords(ProbeContext context, int start, int bytes, int frameOffset) {
        this.context = context;
        this.start = start;
        this.bytes = bytes;
        this.frameOffset = frameOffset;
    }

    /** @param top frame offset that the copy ends at */
    static CopiedWords of(ProbeContext context, List<FetchArgument> arguments, int top) {
        List<Integer> offsets = arguments.stream()
                .flatMap(argument -> registers(argument.fetch()))
                .filter(register -> !context.givesNumber(register))
                .map(Register::ptRegsOffset)
                .sorted(Comparator.naturalOrder())
                .toList();
        if (offsets.isEmpty()) {
            return new CopiedWords(context, 0, 0, top);
        }
        int start = offsets.get(0);
        int bytes = offsets.get(offsets.size() - 1) + WORD - start;
        return new CopiedWords(context, start, bytes, top - bytes);
    }

    /** Whether fetching an argument takes a copy. */
    static boolean isNeeded(ProbeContext context, FetchArgument.Fetch fetch) {
        return registers(fetch).anyMatch(register -> !context.givesNumber(register));
    }

    private static Stream<Register> registers(FetchArgument.Fetch fetch) {
        FetchBase base = fetch.base();
        if (base instanceof FetchBase.Register at) {
            return Stream.of(at.register());
        } else if (base instanceof FetchBase.Computed computed) {
            return registers(computed.value());
        } else if (base instanceof FetchBase.Pieces pieces) {
            return pieces.pieces().stream().flatMap(piece -> registers(piece.value()));
        }
        return Stream.empty();
    }

    private static Stream<Register> registers(FetchValue value) {
        return value instanceof FetchValue.Register at
                ? Stream.of(at.register())
                : FetchForm.operands(value).stream().flatMap(CopiedWords::registers);
    }

    int sizeBytes() {
        return bytes;
    }

    /** Makes the copy; r0 to r5 are gone. The context is the kernel's own memory, so this cannot fail. */
    void copy(PrologueCode code, MemoryReads reads, int contextRegister) {
        if (bytes == 0) {
            return;
        }
        code.emit(Insn.mov64Reg(VALUE, contextRegister));
        if (start > 0) {
            code.emit(Insn.alu64(Opcode.ADD, VALUE, start));
        }
        reads.read(AddressSpaceKind.KERNEL, frameOffset, bytes);
    }

    @Override
    public void load(PrologueCode code, int dst, int contextRegister, Register register) {
        int offset = register.ptRegsOffset() - start;
        if (context.givesNumber(register)) {
            context.load(code, dst, contextRegister, register);
        } else {
            code.emit(Insn.load(WORD, dst, FRAME, frameOffset + offset));
        }
    }
}
