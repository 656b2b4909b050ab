// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.relocate.RelocatedProgram;
import java.util.List;
import java.util.Optional;

/**
 * What a program's C prototype says about the arguments that it wants: {@code int f(ctx)} none,
 * {@code int f(ctx, u64 failed, const struct args *)} a struct, {@code int f(ctx, int err, unsigned long a, …)}
 * registers as perf filled them, unless the function has the tag {@value #REGISTERS_TAG}, which asks for ours.
 */
record BodyPrototype(String function, Btf btf, List<BtfType.Param> params, boolean taggedRegisters) {
    /** {@code __attribute__((btf_decl_tag("probeproof:registers")))} of the function. */
    static final String REGISTERS_TAG = "probeproof:registers";

    /** Parameters before the fetched ones: the context, and what failed. */
    private static final int FIRST_FETCHED = 2;

    private static final int MASK_PARAMETER = 1;
    private static final int STRUCT_PARAMETER = 2;

    /** The prototype, if the program brings types along. */
    static Optional<BodyPrototype> of(RelocatedProgram program) {
        ProgramBtf info = program.btf();
        if (info == null || info.functions().isEmpty()) {
            return Optional.empty();
        }
        Btf btf = BtfReader.read(info.blob());
        if (btf.type(info.functions().get(0).typeId()) instanceof BtfType.Func function
                && btf.type(function.proto()) instanceof BtfType.FuncProto prototype) {
            return Optional.of(new BodyPrototype(function.name(), btf, prototype.params(), isTagged(btf, info.functions().get(0).typeId())));
        }
        return Optional.empty();
    }

    private static boolean isTagged(Btf btf, int function) {
        return btf.findAll(BtfKind.DECL_TAG, REGISTERS_TAG).stream()
                .anyMatch(id -> btf.type(id) instanceof BtfType.DeclTag tag
                        && tag.type() == function
                        && tag.component() < 0);
    }

    PrologueLayout layout() {
        if (params.size() < FIRST_FETCHED) {
            return PrologueLayout.NONE;
        }
        if (taggedRegisters) {
            return PrologueLayout.REGISTERS;
        }
        return params.size() > FIRST_FETCHED && pointsToStruct() ? PrologueLayout.STRUCT : PrologueLayout.PERF;
    }

    /** How many arguments the function takes in registers beside the context and the error. */
    int fetchedParameters() {
        return Math.max(0, params.size() - FIRST_FETCHED);
    }

    private boolean pointsToStruct() {
        return structTarget()
                .filter(target -> target instanceof BtfType.Composite || target instanceof BtfType.Fwd)
                .isPresent();
    }

    /** The struct that the third parameter points to; empty where it does not, or where only its name is known. */
    Optional<BtfType.Composite> struct() {
        return structTarget().filter(BtfType.Composite.class::isInstance).map(BtfType.Composite.class::cast);
    }

    private Optional<BtfType> structTarget() {
        if (params.size() <= STRUCT_PARAMETER) {
            return Optional.empty();
        }
        return btf.resolve(params.get(STRUCT_PARAMETER).type()) instanceof BtfType.Ptr pointer
                ? Optional.of(btf.resolve(pointer.type()))
                : Optional.empty();
    }

    /** Why a struct prologue cannot call this function, in words; empty if it can. */
    Optional<String> problemWithStruct(int arguments) {
        if (params.size() > STRUCT_PARAMETER + 1) {
            return Optional.of("the function's " + parameter(STRUCT_PARAMETER + 1)
                    + " would get nothing: a prologue that makes a struct hands over 3 parameters"
                    + "\n  hint: make it a member of the struct");
        } else if (params.size() > MASK_PARAMETER && maskBits() < arguments) {
            return Optional.of("the function's " + parameter(MASK_PARAMETER) + " holds " + maskBits()
                    + " of the " + arguments + " bits that say which arguments failed"
                    + "\n  hint: declare it as u64");
        }
        return structTarget()
                .filter(BtfType.Fwd.class::isInstance)
                .map(target -> "the function's " + parameter(STRUCT_PARAMETER) + " points to '" + target.name()
                        + "', which is declared but not defined: there is nothing to compare with"
                        + "\n  hint: define the struct in the source of the program");
    }

    private int maskBits() {
        BtfType mask = btf.resolve(params.get(MASK_PARAMETER).type());
        if (mask instanceof BtfType.Int number) {
            return number.isBool() ? 1 : number.bits();
        }
        return switch (mask.kind()) {
            case PTR -> 64;
            case ENUM, ENUM64 ->
                (int) (8 * btf.sizeOf(params.get(MASK_PARAMETER).type()));
            default -> 0;
        };
    }

    private String parameter(int index) {
        String name = params.get(index).name();
        return "parameter " + (index + 1) + (name.isEmpty() ? "" : " ('" + name + "')");
    }
}
