// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.relocate.RelocatedProgram;
import java.util.List;
import java.util.Optional;

/**
 * What a program's C prototype says about the arguments that it wants: {@code int f(ctx)} none,
 * {@code int f(ctx, u64 failed, const struct args *)} a struct, {@code int f(ctx, int err, unsigned long a, …)}
 * registers as perf filled them.
 */
record BodyPrototype(String function, Btf btf, List<BtfType.Param> params) {
    /** Parameters before the fetched ones: the context, and what failed. */
    private static final int FIRST_FETCHED = 2;

    /** The prototype, if the program brings types along. */
    static Optional<BodyPrototype> of(RelocatedProgram program) {
        ProgramBtf info = program.btf();
        if (info == null || info.functions().isEmpty()) {
            return Optional.empty();
        }
        Btf btf = BtfReader.read(info.blob());
        if (btf.type(info.functions().get(0).typeId()) instanceof BtfType.Func function
                && btf.type(function.proto()) instanceof BtfType.FuncProto prototype) {
            return Optional.of(new BodyPrototype(function.name(), btf, prototype.params()));
        }
        return Optional.empty();
    }

    PrologueLayout layout() {
        if (params.size() < FIRST_FETCHED) {
            return PrologueLayout.NONE;
        }
        return params.size() > FIRST_FETCHED && pointsToStruct() ? PrologueLayout.STRUCT : PrologueLayout.PERF;
    }

    /** How many arguments the function takes in registers beside the context and the error. */
    int fetchedParameters() {
        return Math.max(0, params.size() - FIRST_FETCHED);
    }

    private boolean pointsToStruct() {
        BtfType third = btf.resolve(params.get(FIRST_FETCHED).type());
        if (!(third instanceof BtfType.Ptr pointer)) {
            return false;
        }
        BtfType target = btf.resolve(pointer.type());
        return target instanceof BtfType.Composite || target instanceof BtfType.Fwd;
    }

    /** The struct that the third parameter points to; empty where it does not, or where only its name is known. */
    Optional<BtfType.Composite> struct() {
        if (params.size() <= FIRST_FETCHED) {
            return Optional.empty();
        }
        BtfType third = btf.resolve(params.get(FIRST_FETCHED).type());
        return third instanceof BtfType.Ptr pointer && btf.resolve(pointer.type()) instanceof BtfType.Composite struct
                ? Optional.of(struct)
                : Optional.empty();
    }
}
