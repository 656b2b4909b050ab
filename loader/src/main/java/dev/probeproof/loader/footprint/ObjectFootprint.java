// SPDX-License-Identifier: MIT
package dev.probeproof.loader.footprint;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfPattern;
import dev.probeproof.loader.btf.BtfSelection;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.Extern;
import dev.probeproof.loader.object.FunctionSpec;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.probe.ProbeDefinition;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;

/**
 * What an object touches in the types of a kernel: CO-RE relocations, functions and variables of the kernel that it
 * uses, what its programs attach to, tables of operations that it fills, and its own probe definitions.
 */
public final class ObjectFootprint {
    private static final String STRUCT_OPS = ".struct_ops";

    private final BpfObject object;
    private final BtfSelection selection;

    private ObjectFootprint(BpfObject object, BtfSelection selection) {
        this.object = object;
        this.selection = selection;
    }

    /**
     * Chooses what the object touches.
     *
     * @throws dev.probeproof.loader.probe.ProbeSyntaxException if one of its probe definitions is none
     */
    public static void choose(BpfObject object, BtfSelection selection) {
        new ObjectFootprint(object, selection).choose();
    }

    private void choose() {
        Btf local = object.btf();
        if (local != null) {
            CoreFootprint core = new CoreFootprint(local, selection);
            object.programs().forEach(program -> relocations(program.function(), core));
            object.subprograms().forEach(function -> relocations(function, core));
            for (int id = local.firstId(); id < local.endId(); id++) {
                ownType(local, local.type(id));
            }
        }
        object.externs().forEach(this::extern);
        for (ProgramSpec program : object.programs()) {
            attachTarget(program);
            program.probes().forEach(text -> ProbeFootprint.choose(ProbeDefinition.parse(text), selection));
        }
    }

    private static void relocations(FunctionSpec function, CoreFootprint core) {
        function.coreRelocations().forEach(core::choose);
    }

    private void extern(Extern extern) {
        if (extern instanceof Extern.Function) {
            selection.ask(BtfKind.FUNC, extern.name());
        } else if (extern instanceof Extern.Variable) {
            selection.ask(BtfKind.VAR, extern.name());
        }
    }

    /** What the section of a BTF-typed program names, in the words of the kernel's types. */
    private void attachTarget(ProgramSpec program) {
        String target = program.target().substring(program.target().indexOf(':') + 1);
        if (target.isEmpty()) {
            return;
        }
        if (program.type() == ProgramType.LSM) {
            function("bpf_lsm_" + target);
        } else if (program.type() == ProgramType.TRACING && attaches(program, AttachType.TRACE_ITER)) {
            function("bpf_iter_" + target);
        } else if (program.type() == ProgramType.TRACING && attaches(program, AttachType.TRACE_RAW_TP)) {
            selection.ask(BtfKind.TYPEDEF, "btf_trace_" + target);
        } else if (program.type() == ProgramType.TRACING || isKernelProbe(program)) {
            int offset = target.indexOf('+');
            function(offset < 0 ? target : target.substring(0, offset));
        }
    }

    private static boolean attaches(ProgramSpec program, AttachType type) {
        return program.expectedAttachType() == type.number();
    }

    private static boolean isKernelProbe(ProgramSpec program) {
        String section = program.section().startsWith("?") ? program.section().substring(1) : program.section();
        return section.startsWith("kprobe") || section.startsWith("kretprobe");
    }

    private void function(String name) {
        BtfPattern pattern = BtfPattern.of(name);
        if (!pattern.isGlob()) {
            ProbeFootprint.function(name, selection);
            return;
        }
        Btf btf = selection.btf();
        pattern.find(btf).stream()
                .filter(id -> btf.kind(id) == BtfKind.FUNC)
                .forEach(id -> ProbeFootprint.chooseValues(id, selection));
    }

    /** Tables of operations that the object fills, and pointers to kernel objects that its maps hold. */
    private void ownType(Btf local, BtfType type) {
        if (type instanceof BtfType.DataSec section
                && section.name().replace("?", "").startsWith(STRUCT_OPS)) {
            for (BtfType.SectionVar variable : section.vars()) {
                if (local.type(variable.type()) instanceof BtfType.Var instance) {
                    operations(local.resolve(instance.type()).name());
                }
            }
        } else if (type instanceof BtfType.Alias tag
                && tag.kind() == BtfKind.TYPE_TAG
                && tag.name().contains("kptr")) {
            BtfType target = local.resolve(tag.type());
            if (target.kind().isComposite() && !target.name().isEmpty()) {
                selection.ask(target.kind(), target.name());
            }
        }
    }

    private void operations(String struct) {
        if (!struct.isEmpty()) {
            selection.ask(BtfKind.STRUCT, struct).forEach(selection::keepWhole);
            selection.ask(BtfKind.STRUCT, "bpf_struct_ops_" + struct).forEach(selection::keepWhole);
        }
    }
}
